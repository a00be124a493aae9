// SPDX-License-Identifier: Apache-2.0
package io.nightjar.benchmarks.micro;

import io.nightjar.pipe.ChunkPool;
import io.nightjar.pipe.FrameQueue;
import io.nightjar.pipe.FrameReader;
import io.nightjar.pipe.MemoryBudget;
import io.nightjar.pipe.Mutex;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** A message into a queue and out of it again by one thread, and what locks cost beside it. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class FrameQueueBenchmark {
  private final FrameQueue queue =
      new FrameQueue(new ChunkPool(), MemoryBudget.unlimited(), 1000, 1 << 16);
  private final FrameReader reader = new FrameReader(queue);
  private final Mutex mutex = new Mutex();
  private final ReentrantLock reentrant = new ReentrantLock();
  private final ByteBuffer buffer = ByteBuffer.allocate(1 << 14);

  /** Bytes of the body. */
  @Param({"16", "128", "1024", "16384"})
  public int size;

  private byte[] body = {};

  /** For JMH. */
  public FrameQueueBenchmark() {}

  /** Makes the body. */
  @org.openjdk.jmh.annotations.Setup
  public void setUp() {
    body = new byte[size];
  }

  /** In by an array, out by a buffer: no allocation. */
  @Benchmark
  public int throughBuffer() {
    queue.put(body, 0, body.length, false);
    queue.commit();
    reader.next();
    buffer.clear();
    reader.copyTo(buffer);
    reader.finish();
    return buffer.position();
  }

  /** In by an array, out by a fresh array. */
  @Benchmark
  public byte[] throughArray() {
    queue.put(body, 0, body.length, false);
    queue.commit();
    reader.next();
    byte[] result = reader.toArray();
    reader.finish();
    return result;
  }

  /** The lock of a socket's side. */
  @Benchmark
  public int mutex() {
    mutex.lock();
    try {
      return size;
    } finally {
      mutex.unlock();
    }
  }

  /** The JDK's lock in its place. */
  @Benchmark
  public int reentrantLock() {
    reentrant.lock();
    try {
      return size;
    } finally {
      reentrant.unlock();
    }
  }
}
