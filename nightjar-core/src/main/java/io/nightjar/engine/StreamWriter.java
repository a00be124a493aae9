// SPDX-License-Identifier: Apache-2.0
package io.nightjar.engine;

import io.nightjar.pipe.FrameOutlet;
import io.nightjar.pipe.FrameQueue;
import io.nightjar.pipe.Mutex;
import io.nightjar.pipe.Pipe;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Decides when the messages of a connection are written, and writes them.
 *
 * <p>A sender writes each message at once, in its own thread. When several writes follow each other
 * within microseconds it streams: then messages are written when a chunk is full or the high-water
 * mark is reached, and the {@link Flusher} sees to what stays behind. Whoever is about to wait
 * writes first. A channel that takes no more is left to the event loop.
 *
 * <p>One thread at a time writes, the holder of the write lock; who finds it taken leaves a note,
 * which the holder looks for after giving the lock back.
 */
final class StreamWriter {
  /** What the writer needs of its connection. */
  interface Host {
    /** The channel takes no more: call {@link #resume} when it does. Any thread. */
    void waitForChannel();

    /** Messages may wait in memory from now on, or do so no more. Any thread. */
    void streaming(boolean on);

    /** Writing failed. Any thread. */
    void writeFailed(IOException cause);

    /** Everything was written. Any thread. */
    void written();
  }

  private static final long CLOSE_NANOS = 10_000;
  private static final int STREAK = 8;
  private static final int MOST_STREAK = 4096;
  private static final int QUIET_TICKS = 20;
  private static final int FEW = 4;
  private static final int LARGE = 32 * 1024;

  private final Host host;
  private final WritableByteChannel channel;
  private final Pipe pipe;
  private final FrameQueue queue;
  private final FrameOutlet outlet;
  private final Mutex writeLock;
  private final Mutex sendLock;
  private final Flusher flusher;
  private final Queue<ByteBuffer> control = new ConcurrentLinkedQueue<>();

  // Guarded by the send lock.
  private volatile boolean streaming;
  private boolean watched;
  private long lastWrite;
  private int streak;
  private int streakNeeded = STREAK;
  private int lastFill;

  private volatile boolean note;
  private volatile boolean blocked;
  private volatile boolean ended;

  // The flusher's.
  private long producedAtTick;
  private int quiet;
  private int blockedTicks;

  StreamWriter(
      Host host, WritableByteChannel channel, PeerPipe peer, Mutex sendLock, Flusher flusher) {
    this.host = host;
    this.channel = channel;
    this.pipe = peer.pipe();
    this.queue = pipe.out();
    this.outlet = peer.outlet();
    this.writeLock = peer.writeLock();
    this.sendLock = sendLock;
    this.flusher = flusher;
  }

  // ---- senders: send lock held ----

  /** A message was committed. */
  void committed() {
    if (streaming) {
      int fill = queue.fillLevel();
      boolean full = fill < lastFill || fill >= LARGE || queue.knownRoom() <= 0;
      lastFill = fill;
      if (full) {
        write(true);
        lastFill = queue.fillLevel();
      }
      return;
    }
    if (blocked) {
      return;
    }
    long start = System.nanoTime();
    if (start - lastWrite < CLOSE_NANOS) {
      if (++streak >= streakNeeded) {
        stream();
      }
    } else {
      streak = 0;
    }
    write(true);
    lastWrite = System.nanoTime();
  }

  private void stream() {
    streak = 0;
    setStreaming(true);
    lastFill = queue.fillLevel();
    if (!watched) {
      watched = true;
      flusher.add(this);
    }
  }

  /** Writes what is queued, unless the channel is known to be full. */
  void flush() {
    if (!blocked) {
      drive();
    }
  }

  /** Writes what is queued, or as much as the channel takes. */
  void drive() {
    write(true);
    lastFill = queue.fillLevel();
  }

  // ---- any thread ----

  /** Sends a command, between messages. */
  void control(ByteBuffer frame) {
    control.add(frame);
    write(false);
  }

  int controlQueue() {
    return control.size();
  }

  boolean isDrained() {
    return queue.size() == 0 && control.isEmpty() && pipe.sendQueue() == 0;
  }

  /** The channel takes bytes again. Loop thread, which goes on until all is written. */
  void resume() {
    blocked = false;
    write(false);
    if (blocked) {
      host.waitForChannel();
    }
  }

  boolean isBlocked() {
    return blocked;
  }

  /** Someone sleeps until there is room. */
  void requestRoom() {
    write(false);
    if (blocked) {
      host.waitForChannel();
    }
  }

  private void setStreaming(boolean on) {
    if (streaming != on) {
      streaming = on;
      host.streaming(on);
    }
  }

  /** Nothing is written any more. Send lock held. */
  void end() {
    ended = true;
    setStreaming(false);
  }

  /**
   * Writes until all is written or the channel takes no more.
   *
   * @param producer whether the send lock is held, so that memory can be used again at once
   */
  private void write(boolean producer) {
    note = true;
    while (note && !ended) {
      if (!writeLock.tryLock()) {
        return;
      }
      boolean all = false;
      try {
        note = false;
        all = writeAll();
        if (all && producer) {
          outlet.tidy(false);
        }
      } catch (IOException e) {
        ended = true;
        host.writeFailed(e);
      } finally {
        writeLock.unlock();
      }
      if (all) {
        blocked = false;
        host.written();
      } else if (!ended) {
        blocked = true;
        if (!streaming) {
          host.waitForChannel();
        }
      }
      pipe.signalWritable();
    }
  }

  private boolean writeAll() throws IOException {
    while (true) {
      if (!outlet.isInsideMessage() && !writeControl()) {
        return false;
      }
      pipe.fillFromSlot();
      if (!outlet.writeTo(channel)) {
        return false;
      }
      if (control.isEmpty()) {
        return true;
      }
    }
  }

  private boolean writeControl() throws IOException {
    while (true) {
      // Stays in the queue until it is written: else nobody would know that something is left.
      ByteBuffer frame = control.peek();
      if (frame == null) {
        return true;
      }
      while (frame.hasRemaining()) {
        if (channel.write(frame) <= 0) {
          return false;
        }
      }
      control.remove();
    }
  }

  // ---- the flusher ----

  /** Looks after a streaming connection; false if that is over. */
  boolean tick() {
    if (ended) {
      return false;
    }
    long produced = queue.produced();
    boolean old = queue.consumed() < producedAtTick;
    if (old) {
      boolean few = queue.size() <= FEW;
      write(false);
      blockedTicks = blocked ? blockedTicks + 1 : 0;
      if (blockedTicks == 2) {
        host.waitForChannel();
      }
      if (few && !blocked && endStream(MOST_STREAK)) {
        return false;
      }
    } else {
      blockedTicks = 0;
    }
    quiet = produced == producedAtTick && queue.size() == 0 ? quiet + 1 : 0;
    producedAtTick = produced;
    return quiet < QUIET_TICKS || !endStream(STREAK);
  }

  /** Goes back to writing at once; false if a sender is at work. */
  private boolean endStream(int needed) {
    if (!sendLock.tryLock()) {
      return false;
    }
    try {
      setStreaming(false);
      watched = false;
      streak = 0;
      streakNeeded = needed == STREAK ? STREAK : Math.min(needed, streakNeeded * 4);
      quiet = 0;
      write(true);
    } finally {
      sendLock.unlock();
    }
    return true;
  }
}
