// SPDX-License-Identifier: Apache-2.0
package io.nightjar.cli.queue;

import io.nightjar.cli.bench.Progress;
import io.nightjar.cli.runtime.CommandException;
import io.nightjar.queue.Task;
import io.nightjar.queue.WorkQueue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** The work of a measurement: producers and consumers, in threads of this process. */
record QueueLoad(
    WorkQueue<byte[]> queue,
    int producers,
    int consumers,
    int size,
    boolean values,
    Duration warmUp,
    Duration time) {
  private static final Duration TURN = Duration.ofMillis(50);
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int DIGITS = 3;

  /** A part of the work, until its thread is interrupted or it is told to stop. */
  @FunctionalInterface
  private interface Loop {
    void run() throws InterruptedException;
  }

  /** How many were taken in the time, and how long each put and each take lasted. */
  record Rates(double perSecond, Histogram putNanos, Histogram takeNanos) {}

  /** Puts and takes at the same time, as fast as it goes. */
  Rates measure(Progress progress) throws InterruptedException {
    Run run = new Run();
    for (int i = 0; i < producers; i++) {
      run.start("producer", run.putters, run::put);
    }
    for (int i = 0; i < consumers; i++) {
      run.start("consumer", run.takers, run::take);
    }
    try {
      return progress.during("put and take", run.taken::sum, run::observe);
    } finally {
      run.end();
    }
  }

  /** Times from a put to the return of the take, one value after the other. */
  Histogram trips(Progress progress) throws InterruptedException {
    Run run = new Run();
    SynchronousQueue<Long> arrivals = new SynchronousQueue<>();
    run.start("consumer", run.takers, () -> run.answer(arrivals));
    try {
      return progress.during("from put to take", run.taken::sum, () -> run.travel(arrivals));
    } finally {
      run.end();
    }
  }

  /** One measurement. */
  private final class Run {
    private final LongAdder taken = new LongAdder();
    private final Histogram putNanos = new ConcurrentHistogram(DIGITS);
    private final Histogram takeNanos = new ConcurrentHistogram(DIGITS);
    private final List<Thread> putters = new ArrayList<>();
    private final List<Thread> takers = new ArrayList<>();
    private final AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();
    private volatile boolean counting;
    private volatile boolean putting = true;
    private volatile boolean taking = true;

    private void start(String name, List<Thread> group, Loop loop) {
      Thread thread = new Thread(() -> carryOut(loop), "nightjar-bench-" + name);
      thread.setDaemon(true);
      group.add(thread);
      thread.start();
    }

    private void carryOut(Loop loop) {
      try {
        loop.run();
      } catch (RuntimeException e) {
        failure.compareAndSet(null, e);
      } catch (InterruptedException e) {
        // The measurement is over.
      }
    }

    private void put() throws InterruptedException {
      byte[] value = new byte[size];
      while (putting) {
        long start = System.nanoTime();
        queue.put(value.clone()); // the queue keeps it
        if (counting) {
          putNanos.recordValue(System.nanoTime() - start);
        }
      }
    }

    private void take() throws InterruptedException {
      while (taking) {
        long start = System.nanoTime();
        if (takeOne() && counting) {
          takeNanos.recordValue(System.nanoTime() - start);
        }
      }
    }

    /** Takes a value, or a task that it tells done; false: there was none for a while. */
    private boolean takeOne() throws InterruptedException {
      if (values) {
        if (queue.poll(TURN) == null) {
          return false;
        }
      } else {
        Task<byte[]> task = queue.pollTask(TURN);
        if (task == null) {
          return false;
        }
        task.done();
      }
      taken.increment();
      return true;
    }

    private void answer(SynchronousQueue<Long> arrivals) throws InterruptedException {
      while (taking) {
        Task<byte[]> task = values ? null : queue.pollTask(TURN);
        byte[] value = values ? queue.poll(TURN) : null;
        long now = System.nanoTime();
        if (task != null) {
          task.done();
        }
        if (task != null || value != null) {
          taken.increment();
          arrivals.put(now);
        }
      }
    }

    private Rates observe() throws InterruptedException {
      pause(warmUp);
      counting = true;
      long before = taken.sum();
      long start = System.nanoTime();
      pause(time);
      double perSecond = (taken.sum() - before) * 1e9 / (System.nanoTime() - start);
      counting = false;
      return new Rates(perSecond, putNanos, takeNanos);
    }

    private Histogram travel(SynchronousQueue<Long> arrivals) throws InterruptedException {
      Histogram trips = new Histogram(DIGITS);
      byte[] value = new byte[size];
      long begin = System.nanoTime();
      long counted = begin + warmUp.toNanos();
      long end = counted + time.toNanos();
      for (long now = begin; now - end < 0; now = System.nanoTime()) {
        long start = System.nanoTime();
        queue.put(value.clone());
        @Nullable Long arrival = arrivals.poll(PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
        check();
        if (arrival == null) {
          throw CommandException.failure(
              queue.address() + ": a value did not arrive: does somebody else take from it?");
        }
        if (start - counted >= 0) {
          trips.recordValue(Math.max(1, arrival - start));
        }
      }
      return trips;
    }

    private void pause(Duration duration) throws InterruptedException {
      long end = System.nanoTime() + duration.toNanos();
      for (long left = duration.toNanos(); left > 0; left = end - System.nanoTime()) {
        TimeUnit.NANOSECONDS.sleep(Math.min(left, TURN.toNanos()));
        check();
      }
    }

    private void check() {
      RuntimeException thrown = failure.get();
      if (thrown != null) {
        throw thrown;
      }
    }

    /** First the producers, who may wait for room that consumers make; then what is left. */
    private void end() throws InterruptedException {
      putting = false;
      for (Thread each : putters) {
        join(each);
      }
      taking = false;
      for (Thread each : takers) {
        join(each);
      }
      if (failure.get() == null) {
        while (queue.poll() != null) {}
      }
    }

    /** A thread whose partners failed waits for ever: it is woken. */
    private void join(Thread each) throws InterruptedException {
      long patience = failure.get() == null ? PATIENCE.toMillis() : 1;
      each.join(patience);
      each.interrupt();
      each.join(PATIENCE.toMillis());
    }
  }
}
