// SPDX-License-Identifier: Apache-2.0
package io.nightjar.benchmarks.queue.file;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.CRC32C;

/**
 * A mapped log of records with checksums, and two positions that move on: FIFO and nothing else. It
 * has no leases, no acknowledgement, no recovery of a lock whose holder died, and one segment.
 */
final class LogStorage implements Storage {
  private static final VarHandle WORD =
      MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());
  private static final int LOCK = 0;
  private static final int WRITTEN = 8;
  private static final int READ = 64;
  private static final int HEADER = 8;
  private static final int CAPACITY = 1 << 30;

  private final MappedByteBuffer log;
  private final MappedByteBuffer heads;
  private final boolean always;
  private final CRC32C sum = new CRC32C();

  /** Up to where it is forced; guarded by the monitor. */
  private long forced;

  LogStorage(String path, String fsync) throws IOException {
    log = map(Path.of(path), CAPACITY);
    heads = map(Path.of(path + ".heads"), 4096);
    always = fsync.equals("always");
    if (fsync.equals("interval")) {
      Thread thread = new Thread(this::forceNowAndThen);
      thread.setDaemon(true);
      thread.start();
    }
  }

  private static MappedByteBuffer map(Path path, int size) throws IOException {
    try (FileChannel file =
        FileChannel.open(
            path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      return file.map(FileChannel.MapMode.READ_WRITE, 0, size);
    }
  }

  private void forceNowAndThen() {
    while (true) {
      LockSupport.parkNanos(100_000_000);
      force();
    }
  }

  private synchronized void force() {
    long written = (long) WORD.getVolatile(heads, WRITTEN);
    if (written > forced) {
      log.force((int) forced, (int) (written - forced));
      forced = written;
    }
  }

  private void lock() {
    while (!WORD.compareAndSet(heads, LOCK, 0L, 1L)) {
      Thread.onSpinWait();
    }
  }

  private void unlock() {
    WORD.setVolatile(heads, LOCK, 0L);
  }

  private int sumOf(byte[] body) {
    sum.reset();
    sum.update(body);
    return (int) sum.getValue();
  }

  @Override
  public void put(int tasks) {
    lock();
    int at = (int) (long) WORD.getVolatile(heads, WRITTEN);
    for (int i = 0; i < tasks; i++) {
      byte[] body = new byte[SIZE];
      log.putInt(at, SIZE).putInt(at + 4, sumOf(body)).put(at + HEADER, body);
      at += SIZE + HEADER;
    }
    WORD.setVolatile(heads, WRITTEN, (long) at);
    unlock();
    if (always) {
      force();
    }
  }

  @Override
  public int take(int most) {
    lock();
    int at = (int) (long) WORD.getVolatile(heads, READ);
    long end = (long) WORD.getVolatile(heads, WRITTEN);
    int taken = 0;
    while (at < end && taken < most) {
      byte[] body = new byte[log.getInt(at)];
      log.get(at + HEADER, body);
      if (sumOf(body) != log.getInt(at + 4)) {
        throw new IllegalStateException("torn at " + at);
      }
      at += body.length + HEADER;
      taken++;
    }
    WORD.setVolatile(heads, READ, (long) at);
    unlock();
    if (taken == 0) {
      LockSupport.parkNanos(20_000);
    }
    return taken;
  }

  @Override
  public void close() {
    // The mapping goes with the process.
  }
}
