// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nightjar.queue.LeaseExpiredException;
import io.nightjar.queue.QueueSettings;
import io.nightjar.queue.QueueUnavailableException;
import io.nightjar.queue.Task;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A task is settled once, also among many. */
class DeliveryTest {
  private static final int AT_ONCE = 2;

  private final List<Plain> tasks = IntStream.range(0, 5).mapToObj(Plain::new).toList();

  @Test
  void whatIsDoneBeforeAFailureStaysDoneAndTheRestMayBeTriedAgain() {
    Plain late = tasks.get(1);
    assertThatThrownBy(
            () ->
                doneAll(
                    tasks,
                    some -> {
                      if (some.contains(late)) {
                        return List.of(late);
                      }
                      throw new QueueUnavailableException("away");
                    }))
        .isInstanceOf(QueueUnavailableException.class);
    assertThat(tasks).filteredOn(Task::isSettled).containsExactly(tasks.get(0));
    assertThatIllegalStateException()
        .isThrownBy(() -> doneAll(tasks, some -> List.of()))
        .withMessageContaining("task 0 of plain:jobs is done already");
    List<Plain> rest = tasks.subList(1, 5);
    assertThat(rest).noneMatch(Task::isSettled);
    assertThat(doneAll(rest, some -> List.of())).isEmpty();
    assertThat(tasks).allMatch(Task::isSettled);
  }

  @Test
  void whatIsBeingSettledIsNotCalledDone() {
    Plain task = tasks.get(0);
    doneAll(
        tasks,
        some -> {
          assertThatIllegalStateException()
              .isThrownBy(task::done)
              .withMessage(
                  "task 0 of plain:jobs is being settled by another thread; a task is settled once");
          return List.of();
        });
    assertThatIllegalStateException().isThrownBy(task::done).withMessageContaining("done already");
  }

  @Test
  void whoIsLateIsToldWhatHelps() {
    Plain task = tasks.get(0);
    task.isHeld = false;
    assertThatThrownBy(task::done)
        .isInstanceOf(LeaseExpiredException.class)
        .hasMessage(
            "task 0 of plain:jobs is back in the queue or at another taker: its lease has ended; give"
                + " the queue a longer lease than PT30S, or extend it while you work");
    assertThat(task.isSettled()).isFalse();
  }

  private static List<Plain> doneAll(List<Plain> tasks, UnaryOperator<List<Plain>> step) {
    return Delivery.endAll(tasks, AT_ONCE, step);
  }

  private static final class Plain extends Delivery<String> {
    private final int number;
    private boolean isHeld = true;

    Plain(int number) {
      this.number = number;
    }

    @Override
    public String value() {
      return "";
    }

    @Override
    public String id() {
      return Integer.toString(number);
    }

    @Override
    public int attempt() {
      return 1;
    }

    @Override
    public @Nullable String reason() {
      return null;
    }

    @Override
    protected String queue() {
      return "plain:jobs";
    }

    @Override
    protected QueueSettings settings() {
      return QueueSettings.NONE_GIVEN;
    }

    @Override
    protected boolean isDeadLetter() {
      return false;
    }

    @Override
    protected boolean settle(Outcome outcome) {
      return isHeld;
    }

    @Override
    protected boolean lengthen(Duration lease) {
      return isHeld;
    }
  }
}
