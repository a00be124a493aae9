// SPDX-License-Identifier: Apache-2.0
package io.nightjar.benchmarks.stress;

import io.nightjar.pipe.ChunkPool;
import io.nightjar.pipe.FrameQueue;
import io.nightjar.pipe.MemoryBudget;
import io.nightjar.pipe.Pipe;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * Whoever puts an empty pipe aside sees the message that comes meanwhile, or is told of it: never
 * neither.
 */
@JCStressTest
@Outcome(id = "true, false", expect = Expect.ACCEPTABLE, desc = "put aside, then told")
@Outcome(id = "true, true", expect = Expect.FORBIDDEN, desc = "told and not put aside")
@Outcome(id = "false, true", expect = Expect.ACCEPTABLE, desc = "the message was seen")
@Outcome(id = "false, false", expect = Expect.FORBIDDEN, desc = "a lost wake-up")
@State
public class PipeWakeUp implements Pipe.Owner {
  private static final ChunkPool POOL = new ChunkPool();

  private final FrameQueue in = new FrameQueue(POOL, MemoryBudget.unlimited(), 0, 1 << 16);
  private final Pipe pipe =
      new Pipe(1, this, new FrameQueue(POOL, MemoryBudget.unlimited(), 0, 1 << 16), in, false);
  private volatile boolean told;
  private volatile boolean kept;

  /** Begins with the pipe in use. */
  public PipeWakeUp() {
    // A pipe begins put aside; this takes it into use as a message would.
    pipe.signalReadable();
    told = false;
  }

  /** Puts a message in and tells the owner if need be. */
  @Actor
  public void producer() {
    in.put(new byte[] {1}, 0, 1, false);
    in.commit();
    pipe.signalReadable();
  }

  /** Finds the pipe empty and puts it aside. */
  @Actor
  public void consumer() {
    kept = !pipe.deactivate();
  }

  /** What came of it. */
  @Arbiter
  public void arbiter(ZZ_Result result) {
    result.r1 = told;
    result.r2 = kept;
    pipe.reader().discardAll();
  }

  @Override
  public void readable(Pipe which) {
    told = true;
  }

  @Override
  public void writable(Pipe which) {}

  @Override
  public void stalled(Pipe which) {}
}
