// SPDX-License-Identifier: Apache-2.0
package io.nightjar.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The thread that all streams of a context depend on looks after each of them, and goes on. */
class FlusherTest {
  private static final int STREAMS = 100_000;

  private final Flusher flusher = new Flusher("flush under test");
  private final AtomicInteger ended = new AtomicInteger();
  private final AtomicInteger broken = new AtomicInteger();

  private class Counted implements Flusher.Stream {
    @Override
    public void tick(long pass, long ticks) {}

    @Override
    public boolean isQuiet() {
      return false;
    }

    @Override
    public boolean isFast() {
      return false;
    }

    @Override
    public boolean isOver(long pass, long few) {
      ended.incrementAndGet();
      return true;
    }

    @Override
    public void broken(Throwable cause) {
      broken.incrementAndGet();
    }
  }

  @AfterEach
  void stop() {
    flusher.stop();
  }

  @Test
  void looksAfterStreamsThatBeginAtAnyMoment() throws Exception {
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      Thread thread =
          new Thread(
              () -> {
                for (int j = 0; j < STREAMS; j++) {
                  flusher.add(new Counted());
                }
              });
      threads.add(thread);
      thread.start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    EngineTest.until("all streams were looked at", () -> ended.get() == 2 * STREAMS);
    assertThat(broken).hasValue(0);
  }

  @Test
  void restsWhileNothingIsSent() {
    AtomicInteger passes = new AtomicInteger();
    AtomicBoolean quiet = new AtomicBoolean(true);
    Flusher resting = new Flusher("flush that rests", TimeUnit.HOURS.toNanos(1));
    try {
      resting.add(
          new Counted() {
            @Override
            public void tick(long pass, long ticks) {
              passes.incrementAndGet();
            }

            @Override
            public boolean isQuiet() {
              return quiet.get();
            }

            @Override
            public boolean isOver(long pass, long few) {
              return false;
            }
          });
      EngineTest.until("it rests", resting::isResting);
      int before = passes.get();
      resting.sent();
      // One more pass there is anyhow, before it rests for long.
      EngineTest.until("a message ends the rest", () -> passes.get() > before + 1);
      EngineTest.until("it rests again", resting::isResting);
      quiet.set(false);
      resting.sent();
      int moved = passes.get();
      EngineTest.until("it goes on while messages come", () -> passes.get() > moved + 20);
      assertThat(resting.isResting()).isFalse();
      quiet.set(true);
      EngineTest.until("it rests in the end", resting::isResting);
      int atRest = passes.get();
      resting.add(new Counted());
      EngineTest.until("a new stream ends the rest", () -> passes.get() > atRest + 1);
    } finally {
      resting.stop();
    }
  }

  @Test
  void looksSeldomerAtSendersThatWriteByThemselves() {
    AtomicInteger fastPasses = new AtomicInteger();
    AtomicInteger passes = new AtomicInteger();
    AtomicInteger mixedPasses = new AtomicInteger();
    Flusher beside = new Flusher("flush of a fast sender");
    Flusher mixed = new Flusher("flush of both");
    try {
      beside.add(new Moving(true, fastPasses));
      mixed.add(new Moving(true, new AtomicInteger()));
      mixed.add(new Moving(false, mixedPasses));
      flusher.add(new Moving(false, passes));
      EngineTest.until(
          "all were looked at for a while",
          () -> Math.min(fastPasses.get(), Math.min(passes.get(), mixedPasses.get())) > 200);
      // Whatever else the machine does, it does to all.
      assertThat(fastPasses.get() * 4).isLessThan(passes.get() * 3);
      assertThat(fastPasses.get() * 4).isLessThan(mixedPasses.get() * 3);
    } finally {
      beside.stop();
      mixed.stop();
    }
  }

  /** Messages come all the time. */
  private final class Moving extends Counted {
    private final boolean fast;
    private final AtomicInteger passes;

    Moving(boolean fast, AtomicInteger passes) {
      this.fast = fast;
      this.passes = passes;
    }

    @Override
    public void tick(long pass, long ticks) {
      passes.incrementAndGet();
    }

    @Override
    public boolean isFast() {
      return fast;
    }

    @Override
    public boolean isOver(long pass, long few) {
      return false;
    }
  }

  @Test
  void oneThatThrowsEndsAlone() {
    flusher.add(
        new Counted() {
          private boolean once;

          @Override
          public void tick(long pass, long ticks) {
            throw new IllegalStateException("a fault in writing");
          }

          @Override
          public boolean isOver(long pass, long few) {
            if (!once) {
              once = true;
              throw new OutOfMemoryError("a fault in ending");
            }
            return true;
          }
        });
    EngineTest.until("it was told both times", () -> broken.get() >= 2);
    flusher.add(new Counted());
    EngineTest.until("the next one was looked at", () -> ended.get() == 1);
  }

  @Test
  void goesOnWhateverIsThrown() {
    flusher.add(
        new Counted() {
          @Override
          public void tick(long pass, long ticks) {
            throw new OutOfMemoryError("a fault in writing");
          }

          @Override
          public void broken(Throwable cause) {
            super.broken(cause);
            throw new OutOfMemoryError("a fault in ending it for that");
          }
        });
    EngineTest.until("it was looked at again and again", () -> broken.get() > 3);
  }
}
