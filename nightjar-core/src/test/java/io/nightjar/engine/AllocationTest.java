// SPDX-License-Identifier: Apache-2.0
package io.nightjar.engine;

import static io.nightjar.SocketType.PULL;
import static io.nightjar.SocketType.PUSH;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.nightjar.PullSocket;
import io.nightjar.PushSocket;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.concurrent.CyclicBarrier;

/** Sending and receiving buffers makes no garbage. */
class AllocationTest extends EngineTest {
  private static final int MESSAGES = 200_000;
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private interface Step {
    void take() throws InterruptedException;
  }

  /** Warms up, then counts what the calling thread allocates. */
  private static long allocated(CyclicBarrier together, Step step) throws Exception {
    run(step);
    together.await();
    run(step);
    together.await();
    long before = THREADS.getCurrentThreadAllocatedBytes();
    run(step);
    return THREADS.getCurrentThreadAllocatedBytes() - before;
  }

  private static void run(Step step) throws InterruptedException {
    for (int i = 0; i < MESSAGES; i++) {
      step.take();
    }
  }

  @OverAllTransports
  void theCallersAllocateLessThanAByteAMessage(String endpoint) throws Exception {
    PushSocket push = socket(PUSH);
    PullSocket pull = socket(PULL);
    link(pull, push, endpoint);
    CyclicBarrier together = new CyclicBarrier(2);
    ByteBuffer out = ByteBuffer.allocateDirect(100);
    ByteBuffer in = ByteBuffer.allocateDirect(100);
    Call<Long> sender = Call.of(() -> allocated(together, () -> push.send(out.clear())));
    Call<Long> receiver = Call.of(() -> allocated(together, () -> pull.receive(in.clear())));
    assertThat(sender.value()).as("bytes of the sender").isLessThan(MESSAGES);
    assertThat(receiver.value()).as("bytes of the receiver").isLessThan(MESSAGES);
  }
}
