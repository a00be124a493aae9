// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.memory;

import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The ring is a bounded FIFO that can be finished, under every order of the steps of threads. */
@Timeout(value = 120)
public class RingLincheckTest {
  private static final int CAPACITY = 2;

  /** The same without threads. */
  public static class Model {
    private final ArrayDeque<Integer> items = new ArrayDeque<>();
    private boolean finished;

    public String offer(int item) {
      if (finished) {
        return "FINISHED";
      }
      return items.size() < CAPACITY && items.add(item) ? "PUT" : "FULL";
    }

    public @Nullable Integer poll() {
      return items.poll();
    }

    public void finish() {
      finished = true;
    }

    public boolean isFinished() {
      return finished;
    }
  }

  private final Ring ring = new Ring(CAPACITY, new AtomicInteger());

  @Operation
  public String offer(int item) {
    return ring.offer(item).name();
  }

  @Operation
  public @Nullable Integer poll() {
    return (Integer) ring.poll();
  }

  @Operation
  public void finish() {
    ring.finish();
  }

  @Operation
  public boolean isFinished() {
    return ring.isFinished();
  }

  @Test
  void isLinearizableStepByStep() {
    new ModelCheckingOptions()
        .threads(3)
        .actorsPerThread(3)
        .actorsBefore(1)
        .actorsAfter(1)
        .iterations(30)
        .invocationsPerIteration(1000)
        .sequentialSpecification(Model.class)
        .check(RingLincheckTest.class);
  }

  @Test
  void isLinearizableUnderLoad() {
    new StressOptions()
        .threads(3)
        .actorsPerThread(3)
        .actorsBefore(1)
        .actorsAfter(1)
        .iterations(30)
        .invocationsPerIteration(2000)
        .sequentialSpecification(Model.class)
        .check(RingLincheckTest.class);
  }
}
