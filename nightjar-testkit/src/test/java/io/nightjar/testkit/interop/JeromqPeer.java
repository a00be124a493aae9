// SPDX-License-Identifier: Apache-2.0
package io.nightjar.testkit.interop;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;

/** JeroMQ, in this process. */
final class JeromqPeer implements Peer {
  private static final int HANDSHAKE_MILLIS = 300;

  private final ZContext context = new ZContext();

  JeromqPeer() {
    context.setLinger(0);
  }

  @Override
  public End open(String socketType) {
    return new JeromqEnd(context.createSocket(SocketType.valueOf(socketType)), socketType);
  }

  @Override
  public void close() {
    context.close();
  }

  private static final class JeromqEnd implements End {
    private final ZMQ.Socket socket;
    private final String type;

    JeromqEnd(ZMQ.Socket socket, String type) {
      this.socket = socket;
      this.type = type;
      socket.setSendTimeOut(10_000);
      // JeroMQ never sends its greeting if the peer's came very early; then it has to try again.
      socket.setHandshakeIvl(HANDSHAKE_MILLIS);
      socket.setReconnectIVL(1);
    }

    @Override
    public String type() {
      return type;
    }

    @Override
    public void identity(String name) {
      socket.setIdentity(name.getBytes(UTF_8));
    }

    @Override
    public String bind(String endpoint) {
      socket.bind(endpoint);
      return socket.getLastEndpoint();
    }

    @Override
    public void connect(String endpoint) {
      socket.connect(endpoint);
    }

    @Override
    public void subscribe(String topic) {
      socket.subscribe(topic.getBytes(UTF_8));
    }

    @Override
    public void unsubscribe(String topic) {
      socket.unsubscribe(topic.getBytes(UTF_8));
    }

    @Override
    public void send(List<Part> frames) {
      for (int i = 0; i < frames.size(); i++) {
        boolean last = i == frames.size() - 1;
        if (!socket.send(frames.get(i).bytes(), last ? 0 : ZMQ.SNDMORE)) {
          throw new AssertionError("JeroMQ did not send, errno " + socket.errno());
        }
      }
    }

    @Override
    public @Nullable List<String> receive(Duration timeout) {
      socket.setReceiveTimeOut((int) timeout.toMillis());
      byte[] frame = socket.recv();
      if (frame == null) {
        return null;
      }
      List<String> reports = new ArrayList<>();
      reports.add(Part.report(frame));
      while (socket.hasReceiveMore()) {
        reports.add(Part.report(socket.recv()));
      }
      return reports;
    }

    @Override
    public void close() {
      socket.close();
    }
  }
}
