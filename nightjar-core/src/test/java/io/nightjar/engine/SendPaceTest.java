// SPDX-License-Identifier: Apache-2.0
package io.nightjar.engine;

import static io.nightjar.SocketType.PUB;
import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.PubSocket;
import org.junit.jupiter.api.Test;

/** When the sends of a thread count as a stream. */
class SendPaceTest extends EngineTest {
  private static final long MICRO = 1_000;
  private static final int ATTEMPTS = 300;

  private final SendPace pace = new SendPace.Table().mine();

  private static void pass(long nanos) {
    long start = System.nanoTime();
    while (System.nanoTime() - start < nanos) {
      Thread.onSpinWait();
    }
  }

  /** How many sends it took; each writes for so long, after a time without writing. */
  private int sendsUntilStream(long writing, long between) {
    SendSide side = ((SocketCore) socket(PUB)).sending();
    int send = 1;
    while (send < ATTEMPTS && !pace.beforeWrite(side, send)) {
      pass(writing);
      pace.wrote();
      pass(between);
      send++;
    }
    return send;
  }

  @Test
  void sendsThatFollowEachOtherAtOnceAreAStream() {
    assertThat(sendsUntilStream(5 * MICRO, 0)).isBetween(5, ATTEMPTS - 1);
  }

  @Test
  void soAreThoseOfAThreadThatHasManyPeersToLookThrough() {
    assertThat(sendsUntilStream(5_000 * MICRO, 50 * MICRO)).isBetween(5, ATTEMPTS - 1);
  }

  @Test
  void sendsWithPausesAreNot() {
    assertThat(sendsUntilStream(5 * MICRO, 50 * MICRO)).isEqualTo(ATTEMPTS);
  }

  @Test
  void aThreadThatWaitsAfterEachMessageSendsNoStreamHoweverFastTheRepliesAre() {
    SendSide side = ((SocketCore) socket(PUB)).sending();
    for (int send = 1; send <= ATTEMPTS; send++) {
      assertThat(pace.beforeWrite(side, send)).isFalse();
      pace.wrote();
      pace.beforeWait();
    }
  }

  @Test
  void aStreamEndsWhenItsThreadWaitsAfterEachMessage() {
    assertThat(sendsUntilStream(0, 0)).isLessThan(ATTEMPTS);
    PubSocket pub = socket(PUB);
    SendSide side = ((SocketCore) pub).sending();
    for (int wait = 0; wait < 20; wait++) {
      // Several messages for each wait are worth it.
      sendAndWait(pub, side, 3);
    }
    assertThat(pace.isStreaming()).isTrue();
    for (int wait = 0; wait < 20; wait++) {
      sendAndWait(pub, side, 1);
    }
    assertThat(pace.isStreaming()).isFalse();
    assertThat(pace.isAlone()).isTrue();
    assertThat(sendsUntilStream(0, 0)).isLessThan(ATTEMPTS);
    assertThat(pace.isAlone()).isFalse();
  }

  private void sendAndWait(PubSocket pub, SendSide side, int messages) {
    for (int i = 0; i < messages; i++) {
      assertThat(pub.trySend(new byte[1])).isTrue();
    }
    pace.remember(side);
    pace.beforeWait();
  }

  @Test
  void aThreadThatLosesItsCoreForAMomentGoesOnWithItsStreak() {
    SendSide side = ((SocketCore) socket(PUB)).sending();
    int send = 1;
    while (send < ATTEMPTS && !pace.beforeWrite(side, send)) {
      pace.wrote();
      pass(send % 6 == 0 ? 100 * MICRO : 0);
      send++;
    }
    assertThat(send).isBetween(7, ATTEMPTS - 1);
  }
}
