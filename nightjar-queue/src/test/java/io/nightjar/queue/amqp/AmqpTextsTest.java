// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.amqp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.rabbitmq.client.AuthenticationFailureException;
import io.nightjar.queue.QueueAddress;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What needs no broker. */
class AmqpTextsTest {
  @Test
  void whoIsRefusedIsTold() {
    assertThat(refusal("amqp://worker:secret@host/jobs"))
        .contains("refuses user worker with that password")
        .doesNotContain("secret");
    assertThat(refusal("amqp://host/jobs"))
        .contains("refuses user guest, who is meant where the address names nobody");
  }

  private static String refusal(String address) {
    AmqpFaults faults = new AmqpFaults(AmqpAddress.of(QueueAddress.of(address)));
    return String.valueOf(faults.refusal(new AuthenticationFailureException("no")));
  }

  @Test
  void aNameIsMeasuredInBytes() {
    assertThat(AmqpAddress.of(QueueAddress.of("amqp://host/" + "x".repeat(200))).name())
        .hasSize(200);
    assertThat(AmqpAddress.of(QueueAddress.of("amqp://host/" + "\u00fc".repeat(100))).name())
        .hasSize(100);
    for (String name : List.of("x".repeat(201), "\u00fc".repeat(101))) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> AmqpAddress.of(QueueAddress.of("amqp://host/" + name)))
          .withMessageContaining("no longer than 200 bytes");
    }
  }

  @Test
  void aPortThatThereIsNotIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AmqpAddress.of(QueueAddress.of("amqp://host:99999/jobs")))
        .withMessageContaining("no port 99999; write one from 1 to 65535");
  }

  @Test
  void aDelayIsNeverShorterThanAskedForAndATenthLongerAtMost() {
    for (long nanos = 1; nanos < AmqpDelays.LONGEST.toNanos(); nanos += nanos / 7 + 1) {
      double millis = Math.max(1, nanos / 1e6);
      assertThat((double) AmqpDelays.step(Duration.ofNanos(nanos)))
          .as("%s ns", nanos)
          .isGreaterThanOrEqualTo(millis)
          .isLessThanOrEqualTo(Math.max(Math.ceil(millis), millis * 1.1));
    }
    assertThat(AmqpDelays.step(AmqpDelays.LONGEST)).isEqualTo(AmqpDelays.LONGEST.toMillis());
  }

  @Test
  void allDelaysUpToASecondNeedFewQueues() {
    Set<Long> steps = new HashSet<>();
    for (int millis = 1; millis <= 1000; millis++) {
      steps.add(AmqpDelays.step(Duration.ofMillis(millis)));
    }
    assertThat(steps).hasSize(9 + 90 + 91).contains(1L, 99L, 100L, 110L, 1000L);
  }
}
