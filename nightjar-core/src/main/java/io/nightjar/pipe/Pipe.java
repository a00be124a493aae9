// SPDX-License-Identifier: Apache-2.0
package io.nightjar.pipe;

import io.nightjar.Message;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.Map;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The way to and from one peer of a socket: a queue of messages in each direction, who the peer is,
 * and the counters.
 *
 * <p>The sending side belongs to whoever holds the socket's send lock, the receiving side to
 * whoever holds its receive lock; the rest is safe from any thread.
 *
 * <p>Wake-ups: a pipe that is found empty is {@linkplain #deactivate() put aside}; whoever fills it
 * afterwards calls {@link #signalReadable()}, which tells the owner once. Between filling and
 * asking lies a full fence, as between putting aside and looking again, so that one of the two
 * sides sees the other. The same holds for a pipe found full.
 */
public final class Pipe {
  /** The socket of a pipe, as the pipe's other end sees it. Any thread; must not block. */
  public interface Owner {
    /** A pipe that was put aside has a message. */
    void readable(Pipe pipe);

    /** A pipe that was found full has room. */
    void writable(Pipe pipe);

    /** A pipe was found full, by a caller that holds the send lock and may wait for room. */
    void stalled(Pipe pipe);
  }

  /** What moves the messages of a pipe: a connection, or the other half within the process. */
  public interface Carrier {
    /** A message was committed to the outgoing queue. Called with the send lock held. */
    void committed();

    /** Sends what is queued, unless the channel is known to be full. Send lock held. */
    void flush();

    /** Tries the channel even if it was full a moment ago. Called with the send lock held. */
    void drive();

    /** Someone sleeps until there is room: go on sending when the channel can. Any thread. */
    void requestRoom();

    /** The incoming queue was read empty: its memory may go. Called with the receive lock held. */
    void drained();

    /** The incoming queue has room again. Called with the receive lock held. */
    void roomMade();

    /** Tells the peer of a subscription or its end. */
    void subscribe(byte[] topic, boolean on);

    /** Ends the connection because the peer broke a rule of the pattern; the pipe may stay. */
    void fail(String reason);

    /** Ends the connection, for one to be made anew where that is possible. */
    default void renew(String reason) {
      fail(reason);
    }
  }

  private static final VarHandle ACTIVE;
  private static final VarHandle STALLED;
  private static final VarHandle LISTED;
  private static final VarHandle SLOT;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      ACTIVE = lookup.findVarHandle(Pipe.class, "active", boolean.class);
      STALLED = lookup.findVarHandle(Pipe.class, "stalled", boolean.class);
      LISTED = lookup.findVarHandle(Pipe.class, "listed", boolean.class);
      SLOT = lookup.findVarHandle(Pipe.class, "slot", Message.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final long id;
  private final Owner owner;
  private final FrameQueue out;
  private final FrameQueue in;
  private final FrameReader reader;
  private volatile boolean conflate;
  private volatile Carrier carrier = NoCarrier.INSTANCE;
  private volatile boolean connected;
  private volatile Map<String, String> properties = Map.of();
  private volatile byte[] peerRoutingId = {};
  private volatile boolean closing;
  private volatile long dropped;
  private volatile IntSupplier oldest = () -> -1;

  // On the owner's list of readable pipes, or being looked at by it; else false.
  @SuppressWarnings("UnusedVariable") // accessed through ACTIVE
  private volatile boolean active;

  // On the owner's list of writable pipes.
  @SuppressWarnings("UnusedVariable") // accessed through LISTED
  private volatile boolean listed;

  // Found full by the owner, which wants to be told of room.
  @SuppressWarnings("UnusedVariable") // accessed through STALLED
  private volatile boolean stalled;

  @SuppressWarnings("UnusedVariable") // accessed through SLOT
  private volatile @Nullable Message slot;

  private @Nullable Pipe nextReadable;
  private @Nullable Pipe nextWritable;
  private @Nullable Object attachment;

  /** Joins two queues. A conflating pipe keeps only the last message of each direction. */
  public Pipe(long id, Owner owner, FrameQueue out, FrameQueue in, boolean conflate) {
    this.id = id;
    this.owner = owner;
    this.out = out;
    this.in = in;
    this.reader = new FrameReader(in);
    this.conflate = conflate;
  }

  /** A number unique in the context. */
  public long id() {
    return id;
  }

  /** The socket. */
  public Owner owner() {
    return owner;
  }

  /** The queue towards the peer. */
  public FrameQueue out() {
    return out;
  }

  /** The queue from the peer. */
  public FrameQueue in() {
    return in;
  }

  /** The reader of the queue from the peer. Receive lock. */
  public FrameReader reader() {
    return reader;
  }

  /** Who moves the messages. */
  public Carrier carrier() {
    return carrier;
  }

  /** Sets who moves the messages. */
  public void carrier(Carrier mover) {
    carrier = mover;
  }

  /** Whether a peer is at the other end now. */
  public boolean isConnected() {
    return connected;
  }

  /** A peer came, and told these things of itself. */
  public void connected(Map<String, String> told, byte[] routingId) {
    properties = told;
    peerRoutingId = routingId;
    connected = true;
  }

  /** The peer went; the pipe may wait for another. */
  public void disconnected() {
    connected = false;
  }

  /**
   * Reads the current frame of a reader and all that follow into an object. Receive lock held.
   *
   * @param prefix a frame to put before them, or null
   */
  public Message toMessage(byte @Nullable [] prefix, FrameReader frames) {
    if (prefix == null && !frames.hasMore()) {
      return Message.wrap(new byte[][] {frames.toArray()}, properties());
    }
    byte[][] bodies = new byte[4][];
    int count = 0;
    if (prefix != null) {
      bodies[count++] = prefix;
    }
    do {
      if (count == bodies.length) {
        bodies = Arrays.copyOf(bodies, count * 2);
      }
      bodies[count++] = frames.toArray();
    } while (frames.nextFrame());
    return Message.wrap(
        count == bodies.length ? bodies : Arrays.copyOf(bodies, count), properties());
  }

  /** What the peer told of itself. */
  public Map<String, String> properties() {
    return properties;
  }

  /** The routing id the peer announced; empty if none. */
  public byte[] peerRoutingId() {
    return peerRoutingId;
  }

  /** What the pattern keeps for this pipe; guarded by the lock the pattern chooses. */
  public @Nullable Object attachment() {
    return attachment;
  }

  /** Sets what the pattern keeps for this pipe. */
  public void attach(@Nullable Object value) {
    attachment = value;
  }

  /** Whether it gets no more messages and goes once it is read empty. */
  public boolean isClosing() {
    return closing;
  }

  /** From now on it only drains. */
  public void close() {
    closing = true;
  }

  // ---- sending side ----

  /** Whether another message fits. Send lock. */
  public boolean hasRoom() {
    return conflate || out.hasRoom();
  }

  /** Makes room by sending what is queued, if that can be done now; tells whether there is any. */
  public boolean makeRoom() {
    if (hasRoom()) {
      return true;
    }
    carrier.flush();
    return hasRoom();
  }

  /**
   * Marks the pipe as full, so that the owner is told when there is room.
   *
   * @return whether it really is full; if not, nothing is marked
   */
  public boolean stall() {
    STALLED.setVolatile(this, true);
    VarHandle.fullFence();
    if (hasRoom() && STALLED.compareAndSet(this, true, false)) {
      return false;
    }
    owner.stalled(this);
    return true;
  }

  /** Tells the owner of room in the outgoing queue, if there is and it waits for it. Any thread. */
  public void signalWritable() {
    VarHandle.fullFence();
    if ((boolean) STALLED.getOpaque(this)
        && (conflate || out.isReopened())
        && STALLED.compareAndSet(this, true, false)) {
      owner.writable(this);
    }
  }

  /** Enters the list of writable pipes; false if it is on it already. */
  boolean enlist() {
    return LISTED.compareAndSet(this, false, true);
  }

  void delist() {
    LISTED.setVolatile(this, false);
  }

  /** Ends a message that was put into the outgoing queue. Send lock. */
  public void commit() {
    out.commit();
    carrier.committed();
  }

  /** Whether this pipe keeps only the last message. */
  public boolean isConflating() {
    return conflate;
  }

  /** Makes it keep only the last message from now on. */
  public void conflating(boolean on) {
    conflate = on;
  }

  /** Puts the only message of a conflating pipe; one that was not sent yet is replaced. */
  public void conflate(Message message) {
    if (SLOT.getAndSet(this, message) != null) {
      countDropped();
    }
    carrier.committed();
  }

  /** Moves the message of a conflating pipe to its queue. For who writes the queue to a channel. */
  public void fillFromSlot() {
    if (!conflate) {
      return;
    }
    Message message = (Message) SLOT.getAndSet(this, null);
    if (message != null) {
      try {
        for (int i = 0; i < message.size(); i++) {
          byte[] frame = message.bytes(i);
          out.put(frame, 0, frame.length, i < message.size() - 1);
        }
      } catch (Throwable e) {
        out.abandonIncomplete();
        throw e;
      }
      out.commit();
    }
  }

  /**
   * Sets how the oldest message that waits is taken out of the outgoing queue: called with the send
   * lock held, gives how many messages were dropped by it, -1 if there was none to take.
   */
  public void oldest(IntSupplier taker) {
    oldest = taker;
  }

  /**
   * Makes room by dropping messages that wait, the oldest first. Send lock.
   *
   * @return whether there is room now
   */
  @SuppressWarnings("NonAtomicVolatileUpdate") // one writer at a time
  public boolean dropOldest() {
    int count = 0;
    while (count >= 0 && !hasRoom()) {
      count = oldest.getAsInt();
      dropped += Math.max(0, count);
    }
    // Who wanted to write meanwhile left that to this thread.
    carrier.flush();
    return hasRoom();
  }

  /** Counts a message that was not sent because there was no room. Send lock. */
  @SuppressWarnings("NonAtomicVolatileUpdate") // one writer at a time
  public void countDropped() {
    dropped++;
  }

  /** Messages not sent because there was no room. */
  public long dropped() {
    return dropped;
  }

  /** Messages that wait to be sent. Any thread; a snapshot. */
  public long sendQueue() {
    return out.size() + (SLOT.getOpaque(this) != null ? 1 : 0);
  }

  // ---- receiving side ----

  /** Takes the message out that the reader stands in. Receive lock. */
  public void finish() {
    if (reader.finish()) {
      carrier.roomMade();
    }
    if (reader.isSpent()) {
      carrier.drained();
    }
  }

  /**
   * Puts an empty pipe aside, so that the owner is told when a message comes. Receive lock.
   *
   * @return whether it really is empty; if not, it stays where it was
   */
  public boolean deactivate() {
    carrier.drained();
    ACTIVE.setVolatile(this, false);
    VarHandle.fullFence();
    return !reader.isReady() || !ACTIVE.compareAndSet(this, false, true);
  }

  /** A message was put into the incoming queue: tells the owner if the pipe was put aside. */
  public void signalReadable() {
    VarHandle.fullFence();
    if (!(boolean) ACTIVE.getOpaque(this) && ACTIVE.compareAndSet(this, false, true)) {
      owner.readable(this);
    }
  }

  @Nullable Pipe nextReadable() {
    return nextReadable;
  }

  void nextReadable(@Nullable Pipe pipe) {
    nextReadable = pipe;
  }

  @Nullable Pipe nextWritable() {
    return nextWritable;
  }

  void nextWritable(@Nullable Pipe pipe) {
    nextWritable = pipe;
  }

  @Override
  public String toString() {
    return "pipe " + id;
  }

  /** Stands in while there is no connection: everything waits. */
  public static class NoCarrier implements Carrier {
    private static final Carrier INSTANCE = new NoCarrier();

    /** Carries nothing. */
    protected NoCarrier() {}

    @Override
    public void committed() {}

    @Override
    public void flush() {}

    @Override
    public void drive() {}

    @Override
    public void requestRoom() {}

    @Override
    public void drained() {}

    @Override
    public void roomMade() {}

    @Override
    public void subscribe(byte[] topic, boolean on) {}

    @Override
    public void fail(String reason) {}
  }

  /** Takes the carrier away: from now on everything waits. */
  public void removeCarrier() {
    carrier = NoCarrier.INSTANCE;
  }
}
