// SPDX-License-Identifier: Apache-2.0
package io.nightjar.testkit.wire;

import static io.nightjar.SocketType.PULL;
import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.Message;
import io.nightjar.PullSocket;
import io.nightjar.Socket;
import io.nightjar.testkit.RawPeer;
import io.nightjar.testkit.Zmtp;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a peer sends in one breath with its handshake is read in order, whoever reads the rest. */
final class EarlyMessagesTest extends WireTest {
  private static final int PAUSE_MILLIS = 2;

  /**
   * The first half of a message is what the event loop has when the handshake is through; the other
   * half is in the channel, and a caller comes to read it before the loop has put the first away.
   */
  @ParameterizedTest
  @ValueSource(strings = {TCP, "ipc://*"})
  void aReaderThatComesBeforeTheFirstHalfIsTakenWaitsForIt(String endpoint) throws Exception {
    PullSocket pull = socket(PULL);
    String address = pull.bind(endpoint).address();
    byte[] body = new byte[60_000];
    new Random(1).nextBytes(body);
    AtomicBoolean first = new AtomicBoolean(true);
    AtomicInteger early = new AtomicInteger();
    // Runs on the loop's thread, at first when the handshake is through.
    Socket.Hook hook =
        pull.onReadiness(
            () -> {
              if (first.getAndSet(false)) {
                early.set(tryInVain(pull));
              }
            });
    RawPeer raw = keep(RawPeer.connect(address));
    raw.greet(1);
    byte[] ready = Zmtp.command("READY", Zmtp.property("Socket-Type", Zmtp.utf8("PUSH")));
    raw.send(Zmtp.join(ready, Zmtp.message(body), Zmtp.message(Zmtp.utf8("next"))));
    assertThat(receive(pull)).isEqualTo(Message.wrap(body));
    hook.close();
    expect(pull, "next");
    assertThat(early).as("messages received before they were here").hasValue(0);
  }

  /** Tries to receive for as long as the channel may need to have more. */
  private static int tryInVain(PullSocket pull) {
    int count = 0;
    for (int i = 0; i < 10; i++) {
      count += pull.tryReceive() == null ? 0 : 1;
      try {
        Thread.sleep(PAUSE_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    return count;
  }
}
