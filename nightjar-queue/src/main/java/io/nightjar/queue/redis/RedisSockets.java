// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.redis;

import java.io.IOException;
import java.net.Socket;
import javax.net.ssl.SSLSocket;
import redis.clients.jedis.DefaultJedisSocketFactory;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.JedisSocketFactory;
import redis.clients.jedis.exceptions.JedisConnectionException;

/**
 * Connects to one server. The handshake of TLS is made at once and has a time of its own: a server
 * that does not speak TLS waits in silence for the rest of a command.
 */
final class RedisSockets implements JedisSocketFactory {
  /** A server that can be reached, and with which there was no handshake. */
  static final class HandshakeException extends JedisConnectionException {
    private static final long serialVersionUID = 1L;

    HandshakeException(IOException cause) {
      super(cause.getMessage(), cause);
    }
  }

  private final DefaultJedisSocketFactory sockets;
  private final int handshakeMillis;

  RedisSockets(HostAndPort server, JedisClientConfig config, int handshakeMillis) {
    this.sockets = new DefaultJedisSocketFactory(server, config);
    this.handshakeMillis = handshakeMillis;
  }

  @Override
  public Socket createSocket() {
    Socket socket = sockets.createSocket();
    if (socket instanceof SSLSocket tls) {
      try {
        int answerMillis = tls.getSoTimeout();
        tls.setSoTimeout(handshakeMillis);
        tls.startHandshake();
        tls.setSoTimeout(answerMillis);
      } catch (IOException e) {
        close(tls);
        throw new HandshakeException(e);
      }
    }
    return socket;
  }

  private static void close(SSLSocket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // It was of no use.
    }
  }
}
