// SPDX-License-Identifier: Apache-2.0
package io.nightjar.engine;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds out whether a thread sends in a stream: one message right behind the other, whatever
 * sockets and peers they go to. Then it pays to let messages wait for others a moment.
 *
 * <p>A context has a few of these, which its threads share by their numbers. A thread that finds
 * one in use by another takes it over; that is harmless, and as rare as the numbers allow.
 */
final class SendPace {
  private static final long CLOSE_NANOS = 10_000;

  /** A pause shorter than this may be a lost core, and halves a streak rather than ends it. */
  private static final long LOST_NANOS = 1_000_000;

  private static final int STREAK = 8;
  private static final int MOST_STREAK = 4096;

  /** A thread that writes for so many times as long as it does not write is busy with sending. */
  private static final int BUSY = 8;

  // So many passes, and so much time: the sender may just have lost its core for a while.
  private static final int SLOW_PASSES = 4;
  private static final long SLOW_FEW = Flusher.FEW * 2_000_000 / Flusher.TICK_NANOS;
  private static final int COUNT = 64;

  // Written by the thread that uses it; others only look at streaming.
  private @Nullable Thread user;
  private @Nullable SendSide lastSide;
  private long lastSend;
  private long lastBegin;
  private long lastWrite;
  private int streak;
  private int sent; // since the last wait, while it does not stream
  private int waitsAlone; // with one message since the wait before, while it streams
  // Guarded by this: another thread may have the same pace by its number.
  private final Set<SendSide> pending = Collections.newSetFromMap(new IdentityHashMap<>());
  private @Nullable SendSide @Nullable [] spare = {};
  private boolean hasPending;
  private volatile int needed = STREAK;
  private volatile boolean streaming;
  private volatile boolean alone;

  // The flusher's: messages since its last pass, the number of that pass, and for how many passes
  // they were few.
  private long passMessages;
  private long pass;
  private int slowPasses;
  private long slowFew;
  private long streamMessages;
  private long streamFew;

  /** The paces of a context. */
  static final class Table {
    private final SendPace[] paces = new SendPace[COUNT];

    Table() {
      for (int i = 0; i < COUNT; i++) {
        paces[i] = new SendPace();
      }
    }

    /** That of the calling thread. */
    SendPace mine() {
      Thread self = Thread.currentThread();
      SendPace pace = paces[(int) self.getId() & (COUNT - 1)];
      if (pace.user != self) {
        pace.user = self;
        pace.streak = 0;
        pace.streaming = false;
        pace.needed = STREAK;
      }
      return pace;
    }
  }

  /** A socket has messages of this thread that wait for others. */
  synchronized void remember(SendSide side) {
    pending.add(side);
    hasPending = true;
  }

  /**
   * The thread is about to wait: writes what waits for others. If it does so after each message, as
   * one that waits for a reply does, there is no stream, however fast the replies are.
   */
  void beforeWait() {
    if (!hasPending) {
      if (sent == 1) {
        streak = 0;
      }
      sent = 0;
      return;
    }
    waitsAlone = flush() <= 1 ? waitsAlone + 1 : 0;
    if (waitsAlone >= STREAK && streaming) {
      waitsAlone = 0;
      alone = true;
      streaming = false;
    }
  }

  /** Writes what waits for others, and tells how many messages were sent since the last time. */
  private long flush() {
    // Copied, for no lock may be held while it is flushed; into the same array as the last time.
    @Nullable SendSide[] now;
    synchronized (this) {
      now = pending.toArray(spare != null ? spare : new SendSide[0]);
      spare = null;
      pending.clear();
      hasPending = false;
    }
    long messages = 0;
    for (int i = 0; i < now.length; i++) {
      SendSide side = now[i];
      if (side == null) {
        break;
      }
      now[i] = null;
      side.flushPending();
      messages += side.sentSinceWait();
    }
    synchronized (this) {
      spare = now;
    }
    return messages;
  }

  /**
   * A message is about to be written by itself; tells whether to let it wait for others instead.
   *
   * @param send the number of the call, which may write to many peers and counts as one
   */
  boolean beforeWrite(SendSide side, long send) {
    if (streaming) {
      return true;
    }
    if (send == lastSend && side == lastSide) {
      return false;
    }
    sent++;
    lastSide = side;
    lastSend = send;
    long now = System.nanoTime();
    // A send to a thousand peers takes long, and so does looking for them before it.
    long close = Math.max(CLOSE_NANOS, (lastWrite - lastBegin) / BUSY);
    lastBegin = now;
    long gap = now - lastWrite;
    if (gap >= close) {
      streak = gap < LOST_NANOS ? streak / 2 : 0;
    } else if (++streak >= needed) {
      streak = 0;
      slowPasses = 0;
      slowFew = 0;
      waitsAlone = 0;
      alone = false;
      streaming = true;
    }
    return streaming;
  }

  /** A message was written by itself. */
  void wrote() {
    lastWrite = System.nanoTime();
  }

  boolean isStreaming() {
    return streaming;
  }

  /** Whether the stream ended since its thread waits after each message. */
  boolean isAlone() {
    return alone;
  }

  // ---- the flusher ----

  /** Adds the messages that a connection got since the last pass. */
  void count(long messages, long number) {
    passMessages = pass == number ? passMessages + messages : messages;
    pass = number;
  }

  /**
   * Whether the messages to all connections that the thread streams to have been few for some time.
   * Asked once for each connection after a pass.
   */
  boolean isSlow(long few, long number) {
    if (pass == number) {
      boolean slow = passMessages <= few;
      slowPasses = slow ? slowPasses + 1 : 0;
      slowFew = slow ? slowFew + few : 0;
      streamMessages += passMessages;
      streamFew += few;
      pass = 0;
    }
    return slowPasses >= SLOW_PASSES && slowFew >= SLOW_FEW;
  }

  /**
   * The stream is over. If in all it was too slow to be worth it, the next one must last longer
   * before it counts as one.
   */
  void end() {
    if (streaming) {
      boolean worth = streamMessages > streamFew;
      needed = worth ? STREAK : Math.min(MOST_STREAK, needed * 4);
    }
    if (streaming || alone) {
      streamMessages = 0;
      streamFew = 0;
      streaming = false;
    }
  }
}
