// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.amqp;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.queue.Codec;
import io.nightjar.queue.QueueAddress;
import io.nightjar.queue.QueueUnavailableException;
import io.nightjar.queue.WorkQueue;
import io.nightjar.queue.contract.Background;
import io.nightjar.queue.servers.CuttingProxy;
import io.nightjar.queue.servers.RabbitServer;
import io.nightjar.queue.spi.Deadline;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A broker whose answer comes when nobody waits for it any more. */
@Timeout(60)
class AmqpLateAnswerTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Duration WAIT = Duration.ofSeconds(1);
  private static final int ANSWER_MILLIS = 300;
  private static final int SLOW_MILLIS = 2 * ANSWER_MILLIS;

  private final String name = "late-" + UUID.randomUUID();
  private final WorkQueue<String> queue =
      WorkQueue.open(RabbitServer.shared().address(name), Codec.text());
  private final CuttingProxy proxy = new CuttingProxy(RabbitServer.shared().port());
  private final AmqpAddress address =
      AmqpAddress.of(QueueAddress.of("amqp://guest:guest@127.0.0.1:" + proxy.port() + "/" + name));
  private final AmqpLink link = new AmqpLink(address, ANSWER_MILLIS);
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private final AmqpIntake intake = new AmqpIntake(link, timer, PATIENCE, name, name, 16);

  @AfterEach
  void close() {
    intake.close();
    link.close();
    timer.shutdownNow();
    proxy.close();
    queue.close();
  }

  /** What a call gives whose answers are held, after so many, for longer than it waits. */
  private <V> Background<V> slowly(int after, Callable<V> call) throws InterruptedException {
    proxy.holdAnswersAfter(after);
    Background<V> calling = Background.run(call);
    try {
      TimeUnit.MILLISECONDS.sleep(SLOW_MILLIS);
    } finally {
      proxy.passAnswers();
    }
    return calling;
  }

  private List<String> rest() throws InterruptedException {
    List<String> values = new ArrayList<>();
    for (String value = queue.poll(WAIT); value != null; value = queue.poll(WAIT)) {
      values.add(value);
    }
    return values;
  }

  @Test
  void aTaskThatCameTooLateGoesBack() throws Exception {
    queue.putAll(List.of("a", "b", "c"));
    assertThat(intake.count()).isEqualTo(3); // it is connected
    Background<List<AmqpDelivery>> taking = slowly(0, () -> intake.take(1, Deadline.NOW));
    assertThat(taking.get()).hasSize(1);
    assertThat(intake.acknowledge(taking.get().get(0))).isTrue();
    assertThat(new String(taking.get().get(0).body(), StandardCharsets.UTF_8)).isEqualTo("a");
    assertThat(rest()).containsExactly("b", "c");
  }

  @Test
  void aCountThatCameTooLateIsAskedForAnew() throws Exception {
    queue.putAll(List.of("a", "b"));
    assertThat(intake.count()).isEqualTo(2);
    assertThat(slowly(0, intake::count).get()).isEqualTo(2);
    List<AmqpDelivery> taken = intake.take(5, Deadline.NOW);
    assertThat(taken).hasSize(2).allMatch(intake::acknowledge);
    assertThat(rest()).isEmpty();
  }

  @Test
  void aConsumerThatIsEndedAtOnceEndsNothingElse() throws Exception {
    queue.put("a");
    List<AmqpDelivery> taken = intake.take(1, Deadline.NOW);
    assertThat(taken).hasSize(1);
    for (int i = 0; i < 300; i++) {
      assertThat(intake.take(1, Deadline.after(Duration.ofNanos(100_000)))).isEmpty();
      assertThat(intake.count()).isZero();
    }
    assertThat(intake.acknowledge(taken.get(0))).as("it is held all the time").isTrue();
    assertThat(rest()).isEmpty();
  }

  @Test
  void aLockThatCameTooLateIsNotKept() throws Exception {
    assertThat(intake.count()).isZero();
    int channelOpens = 1;
    Background<AmqpLock> locking =
        slowly(
            channelOpens,
            () -> link.call(Duration.ZERO, connection -> AmqpLock.hold(address, link, connection)));
    assertThat(locking.failure()).isInstanceOf(QueueUnavailableException.class);
    Background<Long> other =
        Background.run(
            () -> {
              try (WorkQueue<String> opened =
                  WorkQueue.open(RabbitServer.shared().address(name), Codec.text())) {
                return opened.size();
              }
            });
    assertThat(other.get()).isZero();
  }
}
