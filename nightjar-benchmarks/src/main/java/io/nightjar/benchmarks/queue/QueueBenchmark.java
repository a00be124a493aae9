// SPDX-License-Identifier: Apache-2.0
package io.nightjar.benchmarks.queue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The time of a value from put to take, where producers and consumers wait for one another: one of
 * each, two of each, and one thread that does both in turn. A million values an invocation, so that
 * starting the threads does not count.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class QueueBenchmark {
  private static final int VALUES = 1_000_000;
  private static final Integer VALUE = 42;

  /** The queue. */
  @Param({
    "nightjar-fifo",
    "ArrayBlockingQueue",
    "LinkedBlockingQueue",
    "nightjar-lifo",
    "LinkedBlockingDeque",
    "nightjar-priority",
    "PriorityBlockingQueue"
  })
  public String queue = "";

  /** Its bound; PriorityBlockingQueue has none. */
  @Param("1024")
  public int capacity;

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private Queues.Both both = Queues.of("ArrayBlockingQueue", 1);

  /** For JMH. */
  public QueueBenchmark() {}

  /** Makes the queue. */
  @Setup
  public void open() {
    both = Queues.of(queue, capacity);
  }

  /** Closes it. */
  @TearDown(Level.Trial)
  public void close() {
    both.close();
    threads.shutdown();
  }

  /** One thread puts a value and takes it. */
  @Benchmark
  @OperationsPerInvocation(VALUES)
  public void alone() throws InterruptedException {
    for (int i = 0; i < VALUES; i++) {
      both.put(VALUE);
      both.take();
    }
  }

  /** One producer, one consumer. */
  @Benchmark
  @OperationsPerInvocation(VALUES)
  public void oneToOne() throws InterruptedException, ExecutionException {
    move(1);
  }

  /** Two producers, two consumers. */
  @Benchmark
  @OperationsPerInvocation(VALUES)
  public void twoToTwo() throws InterruptedException, ExecutionException {
    move(2);
  }

  private void move(int pairs) throws InterruptedException, ExecutionException {
    List<Future<?>> ends = new ArrayList<>();
    for (int i = 0; i < pairs; i++) {
      ends.add(threads.submit(() -> produce(VALUES / pairs)));
      ends.add(threads.submit(() -> consume(VALUES / pairs)));
    }
    for (Future<?> end : ends) {
      end.get();
    }
  }

  private boolean produce(int count) throws InterruptedException {
    for (int i = 0; i < count; i++) {
      both.put(VALUE);
    }
    return true;
  }

  private boolean consume(int count) throws InterruptedException {
    for (int i = 0; i < count; i++) {
      both.take();
    }
    return true;
  }
}
