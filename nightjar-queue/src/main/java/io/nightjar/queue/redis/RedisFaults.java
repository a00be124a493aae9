// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.redis;

import io.nightjar.queue.NoSuchQueueException;
import io.nightjar.queue.QueueDamagedException;
import io.nightjar.queue.QueueException;
import io.nightjar.queue.QueueUnavailableException;
import java.security.cert.CertificateException;
import javax.net.ssl.SSLPeerUnverifiedException;
import redis.clients.jedis.exceptions.JedisException;

/** What the server's errors mean, in words that name the remedy. */
final class RedisFaults {
  private final RedisAddress address;

  RedisFaults(RedisAddress address) {
    this.address = address;
  }

  /** True if the server will answer later: it starts, or runs a long script. */
  static boolean passes(JedisException e) {
    String text = text(e);
    return text.startsWith("LOADING") || text.startsWith("BUSY ") || text.startsWith("TRYAGAIN");
  }

  /** What to say when no answer came; {@code unsure} if the server may have done its work. */
  QueueException down(JedisException e, String waited, boolean unsure) {
    String unknown = unsure ? "; it is not known whether it did what it was asked to" : "";
    if (e instanceof RedisSockets.HandshakeException) {
      return unavailable(handshake(e) + unknown, e);
    }
    return new QueueUnavailableException(
        address
            + ": no answer from Redis at "
            + address.server()
            + waited
            + "; start it (redis-server --port "
            + address.port()
            + " --appendonly yes), or correct host and port"
            + (isHungUp(e) && !address.isTls()
                ? "; if it speaks TLS, write rediss: in place of redis:"
                : "")
            + unknown,
        e);
  }

  private static String handshake(JedisException e) {
    for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
      if (cause instanceof CertificateException || cause instanceof SSLPeerUnverifiedException) {
        return " shows a certificate that this JVM does not trust ("
            + cause.getMessage()
            + "); name a trust store that has its issuer (-Djavax.net.ssl.trustStore=), or correct"
            + " the host";
      }
    }
    return " does not answer as a server that speaks TLS ("
        + text(e)
        + "); write redis: in place of rediss:, or name its tls-port";
  }

  /** True if a server took the connection and then ended it, or answered with an alert of TLS. */
  private static boolean isHungUp(JedisException e) {
    String text = text(e);
    return text.contains("Connection reset")
        || text.contains("Unexpected end of stream")
        || text.contains("Unknown reply: \u0015");
  }

  QueueException of(JedisException e) {
    String text = text(e);
    if (text.contains("NJNONE")) {
      return new NoSuchQueueException(address.whole(), e);
    } else if (text.contains("NJGONE")) {
      return damaged(
          " is no longer there: its keys were deleted, or the server came back without its data;"
              + " open it again to make it anew, and run Redis with --appendonly yes",
          e);
    } else if (text.contains("NJFOREIGN")) {
      String[] words = text.split(" ", -1);
      return damaged(
          " cannot be a queue: the key "
              + words[1]
              + " holds a "
              + words[2]
              + " of somebody else; use another name, or delete that key",
          e);
    } else if (text.contains("NJFORMAT")) {
      return damaged(
          " was made by a newer Nightjar (" + text + "); use that version, or another name", e);
    } else if (text.contains("WRONGTYPE")) {
      return damaged(
          " is damaged: a key that begins with "
              + address.base()
              + " was overwritten with another type; delete it, or use another name",
          e);
    } else if (text.contains("WRONGPASS") || text.contains("NOAUTH") || text.contains("NOPERM")) {
      return unavailable(
          " refuses the credentials ("
              + text
              + "); correct user and password, as in redis://user:pass@host:port/name, or let the"
              + " user run scripts and use keys and channels that begin with nightjar:",
          e);
    } else if (text.contains("OOM")) {
      return unavailable(" is out of memory; raise its maxmemory, or take tasks", e);
    } else if (text.contains("MISCONF")) {
      return unavailable(" cannot write to its disk; see its log, and make room", e);
    } else if (text.contains("READONLY")) {
      return unavailable(" is a replica that cannot be written; use the address of its master", e);
    }
    return unavailable(
        " refuses: " + text + "; mend that in its configuration, or use another server", e);
  }

  private QueueException damaged(String what, JedisException e) {
    return new QueueDamagedException(address + what, e);
  }

  private QueueException unavailable(String what, JedisException e) {
    return new QueueUnavailableException(address + ": Redis at " + address.server() + what, e);
  }

  private static String text(JedisException e) {
    return String.valueOf(e.getMessage());
  }
}
