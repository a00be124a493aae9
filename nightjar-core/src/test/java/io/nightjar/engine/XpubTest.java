// SPDX-License-Identifier: Apache-2.0
package io.nightjar.engine;

import static io.nightjar.SocketType.SUB;
import static io.nightjar.SocketType.XPUB;
import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.Message;
import io.nightjar.Options;
import io.nightjar.SubSocket;
import io.nightjar.XPubSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** XPUB in manual mode, and what it has for an application that does not come. */
class XpubTest extends EngineTest {
  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private XPubSocket manual() {
    XPubSocket xpub = socket(XPUB);
    xpub.set(Options.XPUB_MANUAL, true);
    return xpub;
  }

  private static void leave(XPubSocket xpub, SubSocket sub) {
    sub.close(Duration.ZERO);
    until("the peer is gone", () -> xpub.stats().peers().isEmpty());
  }

  @OverAllTransports
  void whoHasLeftGetsNoSubscription(String endpoint) throws Exception {
    XPubSocket xpub = manual();
    xpub.set(Options.XPUB_NODROP, true).set(Options.SNDHWM, 2);
    SubSocket sub = socket(SUB);
    link(xpub, sub, endpoint);
    sub.subscribe("A");
    until("it asked", xpub::isReadable);
    leave(xpub, sub);
    assertThat(next(xpub)).isEqualTo("\1A");
    xpub.set(Options.SUBSCRIBE, bytes("A"));
    assertThat(xpub.get(Options.TOPICS_COUNT)).isZero();
    for (int i = 0; i < 10; i++) {
      assertThat(xpub.trySend(Message.of("A"))).as("message %s goes to nobody", i).isTrue();
    }
  }

  @OverAllTransports
  void theEndOfAPeerCancelsWhatItAskedForAndNotWhatItGot(String endpoint) throws Exception {
    XPubSocket xpub = manual();
    SubSocket sub = socket(SUB);
    link(xpub, sub, endpoint);
    sub.subscribe("A");
    sub.subscribe("B");
    assertThat(next(xpub)).isEqualTo("\1A");
    xpub.set(Options.SUBSCRIBE, bytes("mapped A"));
    assertThat(next(xpub)).isEqualTo("\1B");
    leave(xpub, sub);
    assertThat(next(xpub, 2)).containsExactlyInAnyOrder("\0A", "\0B");
    assertNothingComes(xpub);
    assertThat(xpub.get(Options.TOPICS_COUNT)).isZero();
  }

  @OverAllTransports
  void whatAPeerCancelledIsNotCancelledAgainAtItsEnd(String endpoint) throws Exception {
    XPubSocket xpub = manual();
    SubSocket sub = socket(SUB);
    link(xpub, sub, endpoint);
    sub.subscribe("A");
    assertThat(next(xpub)).isEqualTo("\1A");
    sub.unsubscribe("A");
    assertThat(next(xpub)).isEqualTo("\0A");
    leave(xpub, sub);
    assertNothingComes(xpub);
  }
}
