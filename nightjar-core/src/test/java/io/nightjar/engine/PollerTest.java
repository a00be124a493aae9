// SPDX-License-Identifier: Apache-2.0
package io.nightjar.engine;

import static io.nightjar.SocketType.PULL;
import static io.nightjar.SocketType.PUSH;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.nightjar.ClosedException;
import io.nightjar.Poller;
import io.nightjar.PullSocket;
import io.nightjar.PushSocket;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The ends of a poll. */
class PollerTest extends EngineTest {
  private final Poller poller = context.poller();

  @Test
  void tellsWhoWaitsToSendOfTheClose() throws Exception {
    PushSocket push = socket(PUSH);
    poller.add(push, Poller.Interest.SEND);
    Call<List<Poller.Ready>> call = Call.blocked(() -> poller.poll(Duration.ofSeconds(-1)));
    push.close();
    assertThat(call.value()).containsExactly(new Poller.Ready(push, false, true));
  }

  @Test
  void endsAPollWhenItIsClosed() throws Exception {
    PullSocket pull = socket(PULL);
    poller.add(pull, Poller.Interest.RECEIVE);
    Call<List<Poller.Ready>> call = Call.blocked(() -> poller.poll(Duration.ofSeconds(-1)));
    poller.close();
    assertThat(call.failure()).isInstanceOf(ClosedException.class);
    assertThatExceptionOfType(ClosedException.class)
        .isThrownBy(() -> poller.poll(Duration.ZERO))
        .withMessageContaining("make another one");
    assertThatExceptionOfType(ClosedException.class)
        .isThrownBy(() -> poller.add(pull, Poller.Interest.RECEIVE));
    poller.close();
    assertThat(pull.isClosed()).isFalse();
  }

  @Test
  void takesTheLongestDuration() throws Exception {
    PullSocket pull = socket(PULL);
    poller.add(pull, Poller.Interest.RECEIVE);
    Call<List<Poller.Ready>> call =
        Call.blocked(() -> poller.poll(Duration.ofSeconds(Long.MAX_VALUE)));
    pull.close();
    assertThat(call.value()).containsExactly(new Poller.Ready(pull, true, false));
  }
}
