// SPDX-License-Identifier: Apache-2.0
package io.nightjar.benchmarks.harness;

import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

/** What a thread does again and again. */
interface Step {
  void run() throws Exception;

  /** Does it again and again in a thread of its own. */
  static void repeat(String name, Step step) {
    Thread thread = new Thread(loop(step), name);
    thread.setDaemon(true);
    thread.start();
  }

  /** Does it again and again; a failure ends the process, and so the run. */
  static Runnable loop(Step step) {
    return () -> {
      try {
        while (true) {
          step.run();
        }
      } catch (Exception e) {
        e.printStackTrace();
        Runtime.getRuntime().halt(3);
      }
    };
  }

  /** One step and its count. */
  static Step counted(Step step, Counter counter) {
    return () -> {
      step.run();
      counter.increment();
    };
  }

  /** A step for each of these, the next of them each time. */
  static Step inTurn(List<Body> bodies, Function<Body, Step> one) {
    Step[] steps = new Step[bodies.size()];
    for (int i = 0; i < steps.length; i++) {
      steps[i] = one.apply(bodies.get(i));
    }
    return steps.length == 1 ? steps[0] : new InTurn(steps);
  }

  /** A step with a pause after every so many. */
  static Step pausing(Step step, int count, int millis) {
    return new Pausing(step, count, millis);
  }

  /** A step at even intervals; one that is late is made up for. */
  static Step paced(Step step, int perSecond) {
    return new Paced(step, 1_000_000_000L / perSecond);
  }

  /** See {@link #inTurn}. */
  final class InTurn implements Step {
    private final Step[] steps;
    private int next;

    InTurn(Step[] steps) {
      this.steps = steps;
    }

    @Override
    public void run() throws Exception {
      steps[next].run();
      next = next + 1 == steps.length ? 0 : next + 1;
    }
  }

  /** See {@link #paced}. */
  final class Paced implements Step {
    private final Step step;
    private final long interval;
    private long due = System.nanoTime();

    Paced(Step step, long interval) {
      this.step = step;
      this.interval = interval;
    }

    @Override
    public void run() throws Exception {
      for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
        LockSupport.parkNanos(left);
      }
      due += interval;
      step.run();
    }
  }

  /** See {@link #pausing}. */
  final class Pausing implements Step {
    private final Step step;
    private final int count;
    private final int millis;
    private int done;

    Pausing(Step step, int count, int millis) {
      this.step = step;
      this.count = count;
      this.millis = millis;
    }

    @Override
    public void run() throws Exception {
      step.run();
      if (++done == count) {
        done = 0;
        Thread.sleep(millis);
      }
    }
  }
}
