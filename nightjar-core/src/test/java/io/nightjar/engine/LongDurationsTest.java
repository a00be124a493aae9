// SPDX-License-Identifier: Apache-2.0
package io.nightjar.engine;

import static io.nightjar.SocketType.PULL;
import static io.nightjar.SocketType.PUSH;
import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.Connection;
import io.nightjar.Option;
import io.nightjar.Options;
import io.nightjar.PullSocket;
import io.nightjar.PushSocket;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Durations longer than the clock can count are long, and nothing else. */
class LongDurationsTest extends EngineTest {
  private static final Duration FOREVER = ChronoUnit.FOREVER.getDuration();

  static List<Option<Duration>> options() {
    return List.of(
        Options.HANDSHAKE_IVL,
        Options.CONNECT_TIMEOUT,
        Options.HEARTBEAT_IVL,
        Options.RECONNECT_IVL,
        Options.RECONNECT_IVL_MAX);
  }

  @ParameterizedTest
  @MethodSource("options")
  void connectionsComeAboutAllTheSame(Option<Duration> option) throws Exception {
    PushSocket push = socket(PUSH);
    push.set(option, FOREVER);
    PullSocket pull = socket(PULL);
    pull.set(option, FOREVER);
    link(pull, push, "tcp://127.0.0.1:0");
    push.send("message");
    assertThat(next(pull)).isEqualTo("message");
  }

  @Test
  void heartbeatsGoOnWithALongTimeout() throws Exception {
    PushSocket push = socket(PUSH);
    push.set(Options.HEARTBEAT_IVL, Duration.ofMillis(5)).set(Options.HEARTBEAT_TIMEOUT, FOREVER);
    PullSocket pull = socket(PULL);
    link(pull, push, "tcp://127.0.0.1:0");
    long before = pull.stats().peers().get(0).bytesReceived();
    until("several beats came", () -> pull.stats().peers().get(0).bytesReceived() > before + 40);
  }

  @Test
  void aLongIntervalIsWaitedFor() throws Exception {
    PushSocket push = socket(PUSH);
    push.set(Options.RECONNECT_IVL, FOREVER);
    Connection connection = push.connect(nobodysPort());
    until("it waits", () -> connection.state() == Connection.State.WAITING);
  }
}
