// SPDX-License-Identifier: Apache-2.0
package io.nightjar.benchmarks.stress;

import io.nightjar.pipe.ChunkPool;
import io.nightjar.pipe.FrameQueue;
import io.nightjar.pipe.FrameReader;
import io.nightjar.pipe.MemoryBudget;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** A message is seen whole or not at all, and messages in their order. */
@JCStressTest
@Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "nothing yet")
@Outcome(id = "12, 0", expect = Expect.ACCEPTABLE, desc = "the first, both frames")
@Outcome(id = "12, 3", expect = Expect.ACCEPTABLE, desc = "both")
@State
public class FrameQueuePublication {
  private static final ChunkPool POOL = new ChunkPool();

  private final FrameQueue queue = new FrameQueue(POOL, MemoryBudget.unlimited(), 0, 1 << 16);
  private final FrameReader reader = new FrameReader(queue);

  /** For jcstress. */
  public FrameQueuePublication() {}

  /** Sends a message of two frames and one of one frame. */
  @Actor
  public void producer() {
    queue.put(new byte[] {1}, 0, 1, true);
    queue.put(new byte[] {2}, 0, 1, false);
    queue.commit();
    queue.put(new byte[] {3}, 0, 1, false);
    queue.commit();
  }

  /** Takes what it sees of them. */
  @Actor
  public void consumer(II_Result result) {
    if (reader.next()) {
      int first = reader.byteAt(0) * 10;
      reader.nextFrame();
      result.r1 = first + reader.byteAt(0);
      reader.finish();
      if (reader.next()) {
        result.r2 = reader.byteAt(0);
        reader.finish();
      }
    }
  }

  /** Gives the memory back for the next round. */
  @Arbiter
  public void arbiter(II_Result result) {
    reader.discardAll();
  }
}
