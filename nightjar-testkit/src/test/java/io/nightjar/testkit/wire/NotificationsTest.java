// SPDX-License-Identifier: Apache-2.0
package io.nightjar.testkit.wire;

import static io.nightjar.SocketType.XPUB;
import static io.nightjar.testkit.Zmtp.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.Message;
import io.nightjar.Options;
import io.nightjar.XPubSocket;
import io.nightjar.testkit.RawPeer;
import io.nightjar.testkit.Zmtp;
import java.io.ByteArrayOutputStream;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A peer whose notifications the application does not receive is not read for ever. */
final class NotificationsTest extends WireTest {
  private static final int COUNT = 30_000;

  @ParameterizedTest(name = "as {0}")
  @ValueSource(strings = {"commands", "messages"})
  void waitForTheApplication(String form) throws Exception {
    XPubSocket xpub = socket(XPUB);
    xpub.set(Options.RCVHWM, 10);
    RawPeer flood = rawTo(xpub).handshake("SUB", form.equals("commands") ? 1 : 0);
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (int i = 0; i < COUNT; i++) {
      byte[] topic = utf8("topic " + i);
      all.writeBytes(
          form.equals("commands")
              ? Zmtp.command("SUBSCRIBE", topic)
              : Zmtp.message(Zmtp.join(new byte[] {1}, topic)));
    }
    CompletableFuture<Void> sent =
        CompletableFuture.runAsync(
            () -> flood.patience(PATIENCE.multipliedBy(2)).send(all.toByteArray()));
    Awaitility.await().atMost(PATIENCE).until(() -> xpub.get(Options.TOPICS_COUNT) >= 10);

    // Another peer is served meanwhile.
    RawPeer good = rawTo(xpub).handshake("SUB");
    good.sendCommand("SUBSCRIBE", utf8("good"));
    assertThat(xpub.awaitSubscribers("good", 1, PATIENCE)).isTrue();
    send(xpub, "good news");
    good.expectMessage("good news");
    Awaitility.await()
        .during(MOMENT)
        .atMost(PATIENCE)
        .until(() -> xpub.get(Options.TOPICS_COUNT) < COUNT / 2);

    int next = 0;
    while (next < COUNT) {
      Message message = receive(xpub);
      if (!message.text().equals("\1good")) {
        assertThat(message.text()).isEqualTo("\1topic " + next++);
      }
    }
    sent.join();
    assertThat(xpub.get(Options.TOPICS_COUNT)).isEqualTo(COUNT + 1);
  }
}
