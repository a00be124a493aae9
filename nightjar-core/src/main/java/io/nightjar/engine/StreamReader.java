// SPDX-License-Identifier: Apache-2.0
package io.nightjar.engine;

import io.nightjar.pipe.FrameIntake;
import io.nightjar.pipe.FrameReader;
import io.nightjar.pipe.Mutex;
import io.nightjar.pipe.Pipe;
import io.nightjar.wire.ProtocolException;
import java.io.IOException;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import org.jspecify.annotations.Nullable;

/**
 * Reads the messages of a connection: by the event loop, or by a caller that would otherwise wait
 * for it. Whoever holds the read lock reads; a full queue pauses the loop's reading until it has
 * room.
 */
final class StreamReader {
  /** What the reader needs of its connection. */
  interface Host {
    /** Whether it has ended. Any thread. */
    boolean isEnded();

    /** Listens to the channel on the event loop, or does not. Loop thread. */
    void listen(boolean on);

    /** Leaves the reading to callers for a while. Loop thread. */
    void lend();

    /** Whether too much waits besides messages: answers, or what was told to a publisher. */
    boolean isFlooded();

    /** The peer closed the connection. Any thread. */
    void readEnded();

    /** Reading failed. Any thread. */
    void readFailed(IOException cause);

    /** The peer broke the protocol. Any thread. */
    void protocolBroken(ProtocolException cause);
  }

  private final Host host;
  private final SocketCore socket;
  private final IoLoop loop;
  private final ReadableByteChannel channel;
  private final Pipe pipe;
  private final FrameIntake intake;
  private final Mutex lock = new Mutex();

  // Guarded by the read lock.
  private long messagesSeen;
  private long reads;
  private boolean failed;

  // Until the bytes that came with the handshake are taken nobody may read those behind them.
  private boolean opened;

  // Written under the read lock, read by all.
  private volatile long bytesRead;
  private volatile long readsByCaller;
  private volatile boolean paused;
  private volatile boolean wasPaused;

  // Loop thread only.
  private boolean lent;
  private long bytesAtWatch;
  private long readsAtWatch;

  StreamReader(
      Host host,
      SocketCore socket,
      IoLoop loop,
      ReadableByteChannel channel,
      Pipe pipe,
      FrameIntake intake) {
    this.host = host;
    this.socket = socket;
    this.loop = loop;
    this.channel = channel;
    this.pipe = pipe;
    this.intake = intake;
  }

  Mutex lock() {
    return lock;
  }

  FrameIntake intake() {
    return intake;
  }

  long bytesRead() {
    return bytesRead;
  }

  /** How many reads of the channel brought something. Read lock. */
  long reads() {
    return reads;
  }

  // ---- by the loop: its thread ----

  /** The channel has bytes. */
  void readable() {
    if (!socket.readsEagerly() && socket.direct().wantsToRead()) {
      host.listen(false);
      lent = true;
      host.lend();
      return;
    }
    readNow();
  }

  /**
   * Reads what has come by now, also where the reading is left to callers: they may be away.
   *
   * @return false if another thread reads just now
   */
  boolean readNow() {
    if (!lock.tryLock()) {
      return false;
    }
    try {
      if (!host.isEnded() && mayRead()) {
        if (channel instanceof V1Channel old) {
          readOld(old);
        } else {
          read(null);
        }
      }
    } finally {
      lock.unlock();
    }
    tidy();
    return true;
  }

  /** Takes what a peer of ZMTP 1.0 has sent and the selector does not know of. Read lock. */
  private void readOld(V1Channel old) {
    do {
      read(null);
    } while (old.holdsMore() && !failed && mayRead());
  }

  /** Takes the bytes that arrived with the handshake, if any. From now on callers may read. */
  void open(ByteBuffer rest) {
    lock.lock();
    try {
      opened = true;
      if (!rest.hasRemaining()) {
        return;
      }
      if (channel instanceof V1Channel old) {
        old.push(rest);
        readOld(old);
      } else {
        intake.take(rest);
      }
    } catch (ProtocolException e) {
      failed = true;
      host.protocolBroken(e);
    } finally {
      announce();
      lock.unlock();
    }
  }

  /** What needs the consumer's role, which is had only if no caller has it just now. */
  private void tidy() {
    boolean conflate = pipe.isConflating();
    if ((!conflate && pipe.in().size() > 0) || !socket.receiveLock().tryLock()) {
      return;
    }
    try {
      if (conflate) {
        pipe.reader().keepLast();
      } else {
        // Only commands came: the memory they were read into is not needed any more.
        drained();
      }
    } finally {
      socket.receiveLock().unlock();
    }
  }

  /** Whether the queue has room; if not, the loop does not read until it has. Read lock. */
  private boolean mayRead() {
    if (hasRoom()) {
      return true;
    }
    paused = true;
    wasPaused = true;
    VarHandle.fullFence();
    if (hasRoom()) {
      paused = false;
      return true;
    }
    host.listen(false);
    return false;
  }

  /** Whether there is room for messages, for answers to PINGs, and for news of subscriptions. */
  private boolean hasRoom() {
    return pipe.in().hasRoomForOne() && !host.isFlooded();
  }

  /** Reads once; tells whether a message came. Read lock. */
  private boolean read(@Nullable FrameReader consumer) {
    if (failed) {
      return false;
    }
    try {
      boolean byLoop = consumer == null && intake.isBare() && loop.isLoopThread();
      int count =
          byLoop ? intake.readInto(loop.scratch(), channel) : intake.read(channel, consumer);
      if (count < 0) {
        failed = true;
        host.readEnded();
      } else {
        count(count);
      }
    } catch (IOException e) {
      failed = true;
      host.readFailed(e);
    } catch (ProtocolException e) {
      failed = true;
      host.protocolBroken(e);
    }
    return announce();
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // guarded by the read lock
  private void count(int bytes) {
    if (bytes > 0) {
      bytesRead += bytes;
      reads++;
    }
  }

  /** Tells the socket of messages that came since it was last told; whether there are any. */
  private boolean announce() {
    long messages = intake.messagesRead();
    if (messages == messagesSeen) {
      return false;
    }
    messagesSeen = messages;
    pipe.signalReadable();
    return true;
  }

  // ---- by callers: receive lock held ----

  /** Reads once; tells whether a message came. */
  @SuppressWarnings("NonAtomicVolatileUpdate") // guarded by the receive lock
  boolean readForCaller() {
    if (host.isEnded() || !lock.tryLock()) {
      return false;
    }
    try {
      if (!opened || host.isEnded() || !hasRoom()) {
        return false;
      }
      readsByCaller++;
      boolean any = read(pipe.reader());
      while (!any && !failed && channel instanceof V1Channel old && old.holdsMore()) {
        any = read(pipe.reader());
      }
      return any;
    } finally {
      lock.unlock();
    }
  }

  /** The queue was read empty: its memory may go, and there is room whatever else is full. */
  void drained() {
    if (lock.tryLock()) {
      try {
        intake.releaseIfEmpty(pipe.reader());
      } finally {
        lock.unlock();
      }
    }
    if (paused) {
      roomMade();
    }
  }

  // ---- pausing ----

  /** There may be room again. Any thread. */
  void roomMade() {
    VarHandle.fullFence();
    if (paused) {
      loop.execute(this::resume);
    }
  }

  private void resume() {
    if (host.isEnded() || !paused) {
      return;
    }
    lock.lock();
    boolean room;
    try {
      room = hasRoom();
    } finally {
      lock.unlock();
    }
    if (room) {
      paused = false;
      if (channel instanceof V1Channel && !lent) {
        // The rest of what was read already may be all that comes.
        readable();
      }
      if (!lent && !paused) {
        host.listen(true);
      }
    }
  }

  /** Starts a period in which it matters whether reading paused. */
  void startWatching() {
    wasPaused = paused;
  }

  /** Whether reading paused at some time in that period. */
  boolean paused() {
    return paused || wasPaused;
  }

  // ---- lent to callers: loop thread ----

  /** Counts from now on. */
  void startWatch() {
    readsAtWatch = readsByCaller;
    bytesAtWatch = bytesRead;
  }

  boolean wasReadByCaller() {
    boolean was = readsByCaller != readsAtWatch;
    readsAtWatch = readsByCaller;
    return was;
  }

  long bytesSinceWatch() {
    long now = bytesRead;
    long came = now - bytesAtWatch;
    bytesAtWatch = now;
    return came;
  }

  boolean isLent() {
    return lent;
  }

  void takeBack() {
    lent = false;
    if (!host.isEnded() && !paused) {
      host.listen(true);
    }
  }
}
