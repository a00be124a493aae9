// SPDX-License-Identifier: Apache-2.0
package io.nightjar.engine;

import static io.nightjar.SocketType.PUB;
import static org.assertj.core.api.Assertions.assertThat;

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
