// SPDX-License-Identifier: Apache-2.0
package io.nightjar.engine;

import io.nightjar.pipe.FrameOutlet;
import io.nightjar.pipe.FrameQueue;
import io.nightjar.pipe.Mutex;
import io.nightjar.pipe.Pipe;
import io.nightjar.spi.Pattern;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

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
final class StreamWriter implements Flusher.Stream {
  /** What the writer needs of its connection. */
  interface Host {
    /** The channel takes no more: call {@link #resume} when it does. Any thread. */
    void waitForChannel();

    /** Writing failed. Any thread. */
    void writeFailed(Throwable cause);

    /** Everything was written. Any thread. */
    void written();
  }

  private static final int QUIET_TICKS = 20;
  private static final int LONG_QUIET_TICKS = 2000;

  /** After so many ticks at which a channel took nothing, the event loop sees to it. */
  private static final int LEFT_TO_LOOP = 2;

  /** A write of so much is not waited for longer: it fills most of a segment on the loopback. */
  private static final int LARGE = 48 * 1024;

  /** How much of a blocking sender's messages may wait while the channel still takes some. */
  private static final long MUCH = 1536 * 1024;

  private static final long LITTLE = 512 * 1024;

  private final Host host;
  private final WritableByteChannel channel;
  private final Pipe pipe;
  private final FrameQueue queue;
  private final FrameOutlet outlet;
  private final Mutex writeLock;
  private final SendSide sender;
  private final Mutex sendLock;
  private final Flusher flusher;
  private final Pattern pattern;
  private final Queue<ByteBuffer> control = new ConcurrentLinkedQueue<>();
  private final AtomicInteger controlCount = new AtomicInteger();

  // Guarded by the send lock.
  private volatile boolean streaming;
  private volatile @Nullable SendPace pace;
  private boolean watched;
  private boolean pending;
  private int lastFill;
  private long stuckAt = -1;

  // Read by the flusher.
  private volatile int fullWrites;

  private volatile boolean note;
  private volatile boolean blocked;
  private volatile boolean ended;

  // The flusher's.
  private long producedAtTick;
  private long quiet;
  private int blockedTicks;
  private int fullAtTick;
  private boolean fast;

  StreamWriter(
      Host host,
      WritableByteChannel channel,
      PeerPipe peer,
      SendSide sender,
      Flusher flusher,
      Pattern pattern) {
    this.host = host;
    this.channel = channel;
    this.pipe = peer.pipe();
    this.queue = pipe.out();
    this.outlet = peer.outlet();
    this.writeLock = peer.writeLock();
    this.sender = sender;
    this.sendLock = sender.lock();
    this.flusher = flusher;
    this.pattern = pattern;
  }

  // ---- senders: send lock held ----

  /** A message was committed. */
  @SuppressWarnings("NonAtomicVolatileUpdate") // guarded by the send lock
  void committed() {
    if (streaming) {
      flusher.sent();
      int fill = queue.fillLevel();
      // A channel that took nothing is asked again for each chunk, not for each message.
      boolean full = fill < lastFill || (!blocked && (fill >= LARGE || queue.knownRoom() <= 0));
      lastFill = fill;
      if (full) {
        fullWrites++;
        write(true);
        lastFill = queue.fillLevel();
      } else if (!pending) {
        pending = true;
        sender.pending(this);
      }
    } else if (!blocked) {
      SendPace mine = sender.pace();
      if (mine.beforeWrite(sender, sender.number())) {
        stream(mine);
        return;
      }
      write(true);
      mine.wrote();
    }
    if (blocked && isBehind(MUCH) && pattern.isPatient()) {
      sender.behind(this);
    }
  }

  private void stream(SendPace mine) {
    if (!watched) {
      // First of all: there may be no memory for it, and then nothing else has changed.
      flusher.add(this);
      watched = true;
    }
    pace = mine;
    streaming = true;
    queue.expectMany(true);
    lastFill = queue.fillLevel();
    pending = true;
    sender.pending(this);
  }

  /**
   * Whether the sender should help, or go on helping: more than that waits for a channel slower
   * than the sender, which has taken some since a sender last gave up waiting for it. Send lock.
   */
  private boolean isBehind(long bytes) {
    return blocked
        && !ended
        && queue.size() > 1
        && queue.producedBytes() - outlet.bytesTaken() > bytes
        && outlet.bytesWritten() != stuckAt;
  }

  /** Whether the sender should go on helping. Send lock. */
  boolean isBehind() {
    return isBehind(LITTLE);
  }

  /** The channel took nothing for long: nobody waits for it again until it does. Send lock. */
  void stuck() {
    stuckAt = outlet.bytesWritten();
  }

  long bytesWritten() {
    return outlet.bytesWritten();
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

  /** The caller is about to wait: writes what was left for company. */
  void flushPending() {
    pending = false;
    if (queue.size() > 0) {
      flush();
    }
  }

  // ---- any thread ----

  /** Sends a command, between messages. */
  void control(ByteBuffer frame) {
    controlCount.incrementAndGet();
    control.add(frame);
    write(false);
  }

  int controlQueue() {
    return controlCount.get();
  }

  boolean isDrained() {
    return queue.size() == 0 && control.isEmpty() && pipe.sendQueue() == 0 && !outlet.hasRest();
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

  /** Nothing is written any more. Send lock held. */
  void end() {
    ended = true;
    streaming = false;
    queue.expectMany(false);
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
        host.writeFailed(e);
        ended = true;
      } finally {
        writeLock.unlock();
      }
      if (all) {
        blocked = false;
        if (!producer && !streaming) {
          tidy();
        }
        host.written();
      } else if (!ended) {
        blocked = true;
        if (!streaming) {
          host.waitForChannel();
        }
      }
      // Its full fence also stands between giving the lock back and looking for a note.
      pipe.signalWritable();
    }
  }

  /** Gives the memory of an empty queue back, which takes the producer's role as well. */
  private void tidy() {
    if (queue.size() == 0 && sendLock.tryLock()) {
      try {
        if (writeLock.tryLock()) {
          try {
            outlet.tidy(false);
          } finally {
            writeLock.unlock();
          }
        }
      } finally {
        sendLock.unlock();
      }
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
      controlCount.decrementAndGet();
    }
  }

  // ---- the flusher ----

  @Override
  public void tick(long pass, long ticks) {
    long produced = queue.produced();
    SendPace mine = pace;
    if (mine != null) {
      mine.count(produced - producedAtTick, pass);
    }
    if (queue.consumed() < (ticks >= Flusher.LATE_TICKS ? produced : producedAtTick)) {
      write(false);
      blockedTicks = blocked ? blockedTicks + 1 : 0;
      if (blockedTicks == LEFT_TO_LOOP) {
        host.waitForChannel();
      }
    } else {
      blockedTicks = 0;
    }
    int full = fullWrites;
    fast = full != fullAtTick;
    fullAtTick = full;
    boolean rests = queue.size() == 0 || blockedTicks >= LEFT_TO_LOOP;
    quiet = produced == producedAtTick && rests ? quiet + ticks : 0;
    producedAtTick = produced;
  }

  @Override
  public boolean isQuiet() {
    return quiet > 0;
  }

  @Override
  public boolean isFast() {
    return fast;
  }

  @Override
  public boolean isOver(long pass, long few) {
    if (ended) {
      return true;
    }
    SendPace mine = pace;
    boolean slow = mine != null && mine.isSlow(few, pass);
    boolean streams = mine != null && mine.isStreaming();
    // One quiet connection of many is not the end of the stream.
    boolean alone = mine != null && mine.isAlone();
    boolean over =
        ((slow || alone) && !blocked) || quiet >= (streams ? LONG_QUIET_TICKS : QUIET_TICKS);
    if (!over || !sendLock.tryLock()) {
      return false;
    }
    try {
      if (mine != null && (slow || mine.isAlone())) {
        mine.end();
      }
      streaming = false;
      watched = false;
      quiet = 0;
      queue.expectMany(false);
      write(true);
    } finally {
      sendLock.unlock();
    }
    return true;
  }

  @Override
  public void broken(Throwable cause) {
    // In this order: if there is no memory for the first, it is tried again.
    host.writeFailed(cause);
    ended = true;
  }
}
