// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.redis;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nightjar.queue.QueueAddress;
import io.nightjar.queue.QueueUnavailableException;
import io.nightjar.queue.servers.RedisServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is said of addresses, and of servers that speak TLS or do not. */
class RedisTextsTest {
  private static final int HANDSHAKE_MILLIS = 200;

  private static AbstractThrowableAssert<?, ?> assertThatCall(String scheme, int port) {
    RedisAddress address =
        RedisAddress.of(QueueAddress.of(scheme + "://127.0.0.1:" + port + "/jobs"));
    return assertThatThrownBy(
            () -> {
              try (RedisConnections connections = new RedisConnections(address, HANDSHAKE_MILLIS)) {
                connections.call(Duration.ZERO, (jedis, again) -> jedis.ping());
              }
            })
        .isInstanceOf(QueueUnavailableException.class);
  }

  @Test
  @Timeout(5) // the time-out of an answer is 15 s
  void aServerThatSpeaksNoTlsIsNamed() {
    assertThatCall("rediss", RedisServer.shared().port())
        .hasMessageContaining("does not answer as a server that speaks TLS")
        .hasMessageContaining("write redis: in place of rediss:");
  }

  @Test
  void aServerThatSpeaksTlsIsNamed() throws Exception {
    byte[] alert = {0x15, 0x03, 0x03, 0x00, 0x02, 0x02, 0x46};
    for (byte[] answer : List.of(alert, new byte[0])) {
      try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        Thread thread = new Thread(() -> answer(server, answer), "server");
        thread.start();
        assertThatCall("redis", server.getLocalPort())
            .hasMessageContaining("if it speaks TLS, write rediss: in place of redis:");
        thread.join();
      }
    }
  }

  private static void answer(ServerSocket server, byte[] answer) {
    try (Socket client = server.accept()) {
      if (client.getInputStream().read() >= 0) {
        client.getOutputStream().write(answer);
      }
    } catch (IOException e) {
      // The client sees it too.
    }
  }

  @Test
  void aPortThatThereIsNotIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RedisAddress.of(QueueAddress.of("redis://localhost:99999/jobs")))
        .withMessageContaining("no port 99999; write one from 1 to 65535");
  }

  @Test
  void aNameWithASpaceIsRefused() {
    for (String name : List.of("a b", "a%20b", "a{b")) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> RedisAddress.of(QueueAddress.of("redis://u:p@localhost/" + name)))
          .withMessageContaining("the name without spaces, braces, # and ?");
    }
  }
}
