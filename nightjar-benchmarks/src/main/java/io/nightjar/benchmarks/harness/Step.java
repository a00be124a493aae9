// SPDX-License-Identifier: Apache-2.0
package io.nightjar.benchmarks.harness;

import java.util.List;

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

  /** The next of these each time. */
  static Step inTurn(List<Step> steps) {
    return steps.size() == 1 ? steps.get(0) : new InTurn(steps);
  }

  /** A step with a pause after every so many. */
  static Step pausing(Step step, int count, int millis) {
    return new Pausing(step, count, millis);
  }

  /** See {@link #inTurn}. */
  final class InTurn implements Step {
    private final Step[] steps;
    private int next;

    InTurn(List<Step> steps) {
      this.steps = steps.toArray(new Step[0]);
    }

    @Override
    public void run() throws Exception {
      steps[next].run();
      next = next + 1 == steps.length ? 0 : next + 1;
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
