// SPDX-License-Identifier: Apache-2.0
package io.nightjar.pipe;

import static io.nightjar.pipe.Interleavings.all;
import static io.nightjar.pipe.Interleavings.check;
import static io.nightjar.pipe.Interleavings.start;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** {@link PipeStack} and the wake-ups of {@link Pipe}, under every order of their steps. */
class PipeInterleavingsTest {
  /** Tells a stack, as a socket does. */
  private static final class Owner implements Pipe.Owner {
    final PipeStack readable = PipeStack.ofReadable();
    final PipeStack writable = PipeStack.ofWritable();
    final AtomicInteger stalls = new AtomicInteger();

    @Override
    public void readable(Pipe pipe) {
      readable.push(pipe);
    }

    @Override
    public void writable(Pipe pipe) {
      writable.push(pipe);
    }

    @Override
    public void stalled(Pipe pipe) {
      stalls.incrementAndGet();
    }
  }

  private static Pipe pipe(Owner owner, long id, int limit) {
    ChunkPool pool = new ChunkPool();
    FrameQueue out = new FrameQueue(pool, MemoryBudget.unlimited(), limit, 1);
    return new Pipe(id, owner, out, new FrameQueue(pool, MemoryBudget.unlimited(), 0, 1), false);
  }

  private static void put(FrameQueue queue) {
    // By reference: what is under test are the flags, not the memory.
    queue.putShared(new byte[1], false);
    queue.commit();
  }

  @Test
  void eachPipeThatIsPushedIsDrainedOnceAndInOrder() {
    all(
        () -> {
          Owner owner = new Owner();
          PipeStack stack = PipeStack.ofWritable();
          Pipe first = pipe(owner, 1, 0);
          Pipe second = pipe(owner, 2, 0);
          Pipe third = pipe(owner, 3, 0);
          List<Pipe> drained = new ArrayList<>();
          Thread one =
              start(
                  () -> {
                    stack.push(first);
                    stack.push(second);
                  });
          Thread other = start(() -> stack.push(third));
          stack.drain(drained::add);
          Interleavings.join(one, other);
          stack.drain(drained::add);
          check(drained.size() == 3, "each once: " + drained);
          check(drained.indexOf(first) < drained.indexOf(second), "in order: " + drained);
          check(drained.contains(third) && stack.isEmpty(), "none is left: " + drained);
        });
  }

  @Test
  void aPipeThatIsPushedAgainWhileItIsDrainedIsSeenAfterThePush() {
    all(
        () -> {
          Owner owner = new Owner();
          PipeStack stack = PipeStack.ofWritable();
          Pipe pipe = pipe(owner, 1, 0);
          AtomicInteger changes = new AtomicInteger();
          AtomicInteger seen = new AtomicInteger();
          stack.push(pipe);
          Thread pusher =
              start(
                  () -> {
                    changes.incrementAndGet();
                    stack.push(pipe);
                  });
          stack.drain(each -> seen.set(changes.get()));
          Interleavings.join(pusher);
          stack.drain(each -> seen.set(changes.get()));
          check(seen.get() == 1, "the change before the second push is seen");
        });
  }

  @Test
  void aMessageIsSeenByWhoPutsThePipeAsideOrItIsTold() {
    all(
        () -> {
          Owner owner = new Owner();
          Pipe pipe = pipe(owner, 1, 0);
          // In use.
          pipe.signalReadable();
          owner.readable.drain(each -> {});
          Thread producer =
              start(
                  () -> {
                    put(pipe.in());
                    pipe.signalReadable();
                    put(pipe.in());
                    pipe.signalReadable();
                  });
          boolean aside = pipe.deactivate();
          Interleavings.join(producer);
          check(aside != owner.readable.isEmpty(), "told once, and only if it was put aside");
          AtomicInteger told = new AtomicInteger();
          owner.readable.drain(each -> told.incrementAndGet());
          check(told.get() == (aside ? 1 : 0), "not told twice");
          check(pipe.reader().isReady(), "the messages are there");
        });
  }

  @Test
  void theLastMessageIsNeverForgottenByAReaderThatPutsItsPipeAside() {
    all(
        () -> {
          Owner owner = new Owner();
          Pipe pipe = pipe(owner, 1, 0);
          int[] taken = {0};
          Thread producer =
              start(
                  () -> {
                    for (int i = 0; i < 2; i++) {
                      put(pipe.in());
                      pipe.signalReadable();
                    }
                  });
          Runnable look =
              () ->
                  owner.readable.drain(
                      each -> {
                        do {
                          while (each.reader().next()) {
                            each.finish();
                            taken[0]++;
                          }
                        } while (!each.deactivate());
                      });
          look.run();
          look.run();
          Interleavings.join(producer);
          look.run();
          check(taken[0] == 2, "both are taken: " + taken[0]);
        });
  }

  @Test
  void aSenderThatFindsNoRoomIsToldOfItOrFindsItAfterAll() {
    all(
        () -> {
          Owner owner = new Owner();
          Pipe pipe = pipe(owner, 1, 1);
          put(pipe.out());
          FrameReader peer = new FrameReader(pipe.out());
          Thread consumer =
              start(
                  () -> {
                    check(peer.next(), "the message is there");
                    peer.finish();
                    pipe.signalWritable();
                  });
          boolean full = pipe.stall();
          Interleavings.join(consumer);
          check(full != owner.writable.isEmpty(), "told if it was full, and only then");
          check(pipe.hasRoom(), "there is room");
        });
  }
}
