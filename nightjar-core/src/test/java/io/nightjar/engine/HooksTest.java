// SPDX-License-Identifier: Apache-2.0
package io.nightjar.engine;

import static io.nightjar.SocketType.PULL;
import static io.nightjar.SocketType.PUSH;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.nightjar.Context;
import io.nightjar.PullSocket;
import io.nightjar.PushSocket;
import io.nightjar.Socket;
import io.nightjar.SocketEvent;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Hooks and listeners of users: what they do wrong is not the socket's fault. */
class HooksTest extends EngineTest {
  @Test
  void aNullHookOrListenerIsRefused() throws Exception {
    PullSocket pull = socket(PULL);
    PushSocket push = socket(PUSH);
    assertThatNullPointerException()
        .isThrownBy(() -> pull.onReadiness(null))
        .withMessage("the readiness hook is null");
    assertThatNullPointerException()
        .isThrownBy(() -> pull.monitor(null))
        .withMessage("the monitor's listener is null");
    link(pull, push, "tcp://127.0.0.1:0");
    push.send("message");
    assertThat(next(pull)).isEqualTo("message");
  }

  @OverAllTransports
  void aHookThatThrowsHarmsNeitherMessagesNorTheClose(String endpoint) throws Exception {
    try (Context other = Context.builder().threadNamePrefix(prefix + "-other").build()) {
      PullSocket pull = other.socket(PULL);
      PushSocket push = other.socket(PUSH);
      AtomicInteger calls = new AtomicInteger();
      for (Socket each : List.of(pull, push)) {
        Socket.Hook bad =
            each.onReadiness(
                () -> {
                  if (calls.incrementAndGet() % 2 == 0) {
                    throw new IllegalStateException("this test wants it so");
                  }
                  throw new AssertionError("this test wants it so");
                });
        assertThat(bad).isNotNull();
      }
      CountDownLatch told = new CountDownLatch(1);
      Socket.Hook good = pull.onReadiness(told::countDown);
      link(pull, push, endpoint);
      for (int i = 0; i < 3; i++) {
        push.send("message " + i);
        assertThat(next(pull)).isEqualTo("message " + i);
      }
      assertThat(told.await(5, TimeUnit.SECONDS)).as("other hooks are called").isTrue();
      assertThat(calls.get()).isPositive();
      good.close();
      other.close(SOON);
      assertThat(pull.isClosed()).isTrue();
      assertThat(push.isClosed()).isTrue();
    }
  }

  @Test
  void aListenerThatThrowsAnErrorHearsTheNextEvent() {
    PullSocket pull = socket(PULL);
    Queue<SocketEvent> heard = new ConcurrentLinkedQueue<>();
    pull.monitor(
        event -> {
          heard.add(event);
          throw new AssertionError("this test wants it so");
        });
    pull.bind("tcp://127.0.0.1:0");
    pull.bind("tcp://127.0.0.1:0");
    until("both are told", () -> heard.size() == 2);
  }
}
