// SPDX-License-Identifier: Apache-2.0
package io.nightjar.engine;

import io.nightjar.Message;
import io.nightjar.UnexpectedMessageException;
import io.nightjar.pipe.Count;
import io.nightjar.pipe.Mutex;
import io.nightjar.pipe.Pipe;
import io.nightjar.pipe.PipeStack;
import io.nightjar.spi.Pattern;
import io.nightjar.spi.Sink;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The receiving half of a socket: fetches messages from the pattern under the receive lock, in the
 * form the caller wants, and lets callers wait.
 */
final class ReceiveSide {
  private static final int MOST_AT_ONCE = 128;

  private final SocketCore socket;
  private final Pattern pattern;
  private final Mutex lock = new Mutex();
  private final Waiters waiters = new Waiters();
  private final PipeStack readable = PipeStack.ofReadable();
  private final Consumer<Pipe> onReadable;
  private final boolean eager;
  private final DirectReads direct;
  private final SpinWindow window = new SpinWindow();
  private final Gathering gathering = new Gathering();
  // Made once: a wait is to be had without garbage.
  private final Attempt<Message> takeMessage = this::pollMessage;
  private final Attempt<byte[]> takeBytes = this::pollBytes;

  // Guarded by the lock.
  private final Sinks.ToBuffer toBuffer = new Sinks.ToBuffer();
  private final Deque<Claimable<Message>> later = new ArrayDeque<>();
  private final Deque<Message> returned = new ArrayDeque<>();
  private volatile int laterCount;
  private volatile boolean news;
  private final Count received = new Count();

  ReceiveSide(SocketCore socket, Pattern pattern) {
    this.socket = socket;
    this.pattern = pattern;
    this.onReadable = pattern::readable;
    this.eager = pattern.readsEagerly();
    this.direct = new DirectReads(socket, socket.waitPolicy());
  }

  Mutex lock() {
    return lock;
  }

  DirectReads direct() {
    return direct;
  }

  /** Messages taken by the application. */
  long received() {
    return received.get();
  }

  /** The application got a message that the pattern handed out by itself. Lock held. */
  void countReceived() {
    received.increment();
  }

  // ---- without waiting ----

  /** Takes a message, waiting so long for it at most; null if the time runs out. */
  @Nullable Message awaitMessage(long nanos) throws InterruptedException {
    return await(takeMessage, nanos);
  }

  /** The same for a message of one frame. */
  byte @Nullable [] awaitBytes(long nanos) throws InterruptedException {
    return await(takeBytes, nanos);
  }

  @Nullable Message pollMessage() {
    lock.lock();
    try {
      return poll(Sinks.MESSAGE);
    } finally {
      lock.unlock();
    }
  }

  byte @Nullable [] pollBytes() {
    Object taken;
    lock.lock();
    try {
      taken = poll(Sinks.BYTES);
    } finally {
      lock.unlock();
    }
    if (taken instanceof Message message) {
      throw new UnexpectedMessageException(
          "a message of "
              + message.size()
              + " frames came where one frame was asked for:"
              + " use receive() for multipart messages",
          message);
    }
    return (byte[]) taken;
  }

  /** The length of the message that was put into the buffer; -1 if there is none. */
  int pollInto(ByteBuffer buffer) {
    lock.lock();
    try {
      Object taken = poll(toBuffer.into(buffer));
      if (taken == buffer) {
        return toBuffer.length();
      }
      if (taken instanceof Message message) {
        throw new UnexpectedMessageException(
            "a message of "
                + message.size()
                + " frames and "
                + message.byteCount()
                + " bytes does not go into a buffer with "
                + buffer.remaining()
                + " bytes left as one frame",
            message);
      }
      return -1;
    } finally {
      lock.unlock();
    }
  }

  int drainTo(Collection<? super Message> target, int max) {
    Objects.requireNonNull(target, "the collection to drain to is null");
    List<Message> batch = new ArrayList<>();
    int count = 0;
    while (count < max) {
      pollBatch(batch, Math.min(max - count, MOST_AT_ONCE), count > 0);
      if (batch.isEmpty()) {
        break;
      }
      count += batch.size();
      handOver(batch, target);
    }
    return count;
  }

  /**
   * Takes messages out, for a collection that is filled without the lock.
   *
   * @param some whether the caller got messages before: then a refusal, as of a REQ that received
   *     its reply, is only their end
   */
  private void pollBatch(List<Message> batch, int max, boolean some) {
    lock.lock();
    try {
      Message message = null;
      while (batch.size() < max && (message = poll(Sinks.MESSAGE)) != null) {
        batch.add(message);
      }
    } catch (RuntimeException e) {
      if (!some && batch.isEmpty()) {
        throw e;
      }
    } finally {
      lock.unlock();
    }
  }

  /** Gives the messages to a collection; what it does not take is the next to be received. */
  private void handOver(List<Message> batch, Collection<? super Message> target) {
    int taken = 0;
    try {
      for (Message each : batch) {
        target.add(each);
        taken++;
      }
    } finally {
      for (int i = batch.size() - 1; i >= taken; i--) {
        giveBack(batch.get(i));
      }
      batch.clear();
    }
  }

  /** Fetches the next message; lets callers read the channels if there is none. Lock held. */
  private <R> @Nullable R poll(Sink<R> sink) {
    socket.checkOpen();
    seeNews();
    takeReadable();
    if (!returned.isEmpty()) {
      return sink.take(returned.remove());
    }
    R taken = pattern.receive(sink);
    if (taken == null && readNow()) {
      taken = pattern.receive(sink);
    }
    if (taken != null) {
      received.increment();
      lookAgain();
    }
    return taken;
  }

  /**
   * Lets the pattern find a pipe empty now, where somebody wants to be told of the next message.
   */
  private void lookAgain() {
    if (socket.isWatched()) {
      pattern.canReceive();
    }
  }

  private boolean readNow() {
    if (!direct.readNow()) {
      return false;
    }
    takeReadable();
    return true;
  }

  private void seeNews() {
    // A volatile store is a fence, too dear for every message.
    if (news) {
      news = false;
    }
  }

  private void takeReadable() {
    // What comes to a pattern that reads eagerly is taken off the list by its loop alone.
    if (!readable.isEmpty() && !eager) {
      readable.drain(onReadable);
    }
  }

  /** Fetches in a way of the pattern's own; null if there is nothing. */
  <T> @Nullable T pollWith(Attempt<T> attempt) {
    lock.lock();
    try {
      socket.checkOpen();
      seeNews();
      takeReadable();
      T result = attempt.attempt();
      if (result == null && readNow()) {
        result = attempt.attempt();
      }
      if (result != null) {
        received.increment();
        lookAgain();
      }
      return result;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Whether the pattern has a message already. A leader asks before it sleeps: another caller may
   * have taken one of several and left the rest.
   */
  boolean hasMessage() {
    lock.lock();
    try {
      takeReadable();
      return !returned.isEmpty() || pattern.canReceive();
    } finally {
      lock.unlock();
    }
  }

  boolean canReceive() {
    lock.lock();
    try {
      if (socket.isClosed()) {
        return false;
      }
      takeReadable();
      return !returned.isEmpty() || pattern.canReceive() || (readNow() && pattern.canReceive());
    } finally {
      lock.unlock();
    }
  }

  /**
   * Lets the pattern do something with what is here.
   *
   * @param read whether to read the channels first, if they are few
   */
  void underLock(boolean read, Runnable action) {
    lock.lock();
    try {
      socket.checkOpen();
      seeNews();
      takeReadable();
      if (read) {
        readNow();
      }
      action.run();
    } finally {
      lock.unlock();
    }
  }

  // ---- waiting ----

  private static boolean never() {
    return false;
  }

  /** One attempt to get something; null to wait and try again. */
  interface Attempt<T> {
    @Nullable T attempt();
  }

  /** Tries, waits, tries again, until there is something or the time runs out. */
  <T> @Nullable T await(Attempt<T> attempt, long nanos, BooleanSupplier done)
      throws InterruptedException {
    return await(attempt, nanos, done, true);
  }

  /**
   * The same.
   *
   * @param any whether the attempt takes any message; else one that is there may be another's, so
   *     that only {@code done} tells whether to try again
   */
  <T> @Nullable T await(Attempt<T> attempt, long nanos, BooleanSupplier done, boolean any)
      throws InterruptedException {
    boolean timed = nanos >= 0;
    long deadline = System.nanoTime() + Math.max(0, nanos);
    Waiters.Waiter waiter = null;
    boolean used = false;
    boolean led = false;
    try {
      while (true) {
        T result = attempt.attempt();
        if (result != null) {
          used = true;
          return result;
        }
        if (Thread.interrupted()) {
          throw new InterruptedException("interrupted while waiting to receive; nothing was lost");
        }
        if (timed && deadline - System.nanoTime() <= 0) {
          return null;
        }
        if (lead(waiter, timed, deadline, done, any)) {
          led = true;
          waiter = null;
        } else {
          waiter = pause(waiter, timed, deadline, done);
        }
      }
    } finally {
      leave(waiter, used && any, led);
    }
  }

  <T> @Nullable T await(Attempt<T> attempt, long nanos) throws InterruptedException {
    return await(attempt, nanos, ReceiveSide::never);
  }

  /** Waits for a message into a buffer without allocating; -1 if the time runs out. */
  int awaitInto(ByteBuffer buffer, long nanos) throws InterruptedException {
    boolean timed = nanos >= 0;
    long deadline = System.nanoTime() + Math.max(0, nanos);
    Waiters.Waiter waiter = null;
    boolean used = false;
    boolean led = false;
    try {
      while (true) {
        int length = pollInto(buffer);
        if (length >= 0) {
          used = true;
          return length;
        }
        if (Thread.interrupted()) {
          throw new InterruptedException("interrupted while waiting to receive; nothing was lost");
        }
        if (timed && deadline - System.nanoTime() <= 0) {
          return -1;
        }
        if (lead(waiter, timed, deadline, ReceiveSide::never, true)) {
          led = true;
          waiter = null;
        } else {
          waiter = pause(waiter, timed, deadline, ReceiveSide::never);
        }
      }
    } finally {
      leave(waiter, used, led);
    }
  }

  /** Ends a wait, and sees to it that others go on. */
  private void leave(Waiters.@Nullable Waiter waiter, boolean used, boolean led) {
    boolean left = waiter != null && waiters.leave(waiter, false);
    if (used || left) {
      // There may be more, or what this thread was woken for, and somebody who waits for it.
      wakeOne();
    } else if (led) {
      // Someone else has to lead now.
      waiters.wakeOne();
    }
  }

  /**
   * Reads the channels for all until there may be something, if nobody else does; what comes for
   * others is handed to them. A leader that goes on waiting leads again, so it wakes nobody here.
   *
   * @return whether it did so
   */
  private boolean lead(
      Waiters.@Nullable Waiter waiter,
      boolean timed,
      long deadline,
      BooleanSupplier done,
      boolean any)
      throws InterruptedException {
    socket.sending().beforeWait();
    if (!direct.canLead() || !direct.tryLead()) {
      return false;
    }
    if (waiter != null) {
      // A leader is woken through its selector, so it must not be on the list of sleepers.
      waiters.leave(waiter, false);
    }
    try {
      direct.lead(timed, deadline, done, any);
    } catch (Throwable e) {
      // It may have read what is for others.
      socket.wakeReceivers();
      throw e;
    }
    return true;
  }

  /** Waits until there may be something. The first time it may only enter the list: look again. */
  private Waiters.@Nullable Waiter pause(
      Waiters.@Nullable Waiter waiter, boolean timed, long deadline, BooleanSupplier done) {
    if (waiter == null) {
      if (spin(timed, deadline, done)) {
        return null;
      }
      direct.giveBack();
      return waiters.enter();
    }
    if (!direct.canLead()) {
      // Whoever led when this thread began to wait may have left for good.
      direct.giveBack();
    }
    // Who says that it is done may have unparked this thread while it waited for a lock.
    if (!done.getAsBoolean()) {
      window.sleptUntilTold(waiter.sleep(timed, deadline));
    }
    return waiter;
  }

  @SuppressWarnings("ThreadPriorityCheck") // a spinning thread must let the others run
  private boolean spin(boolean timed, long deadline, BooleanSupplier done) {
    long nanos = window.nanos(socket.waitPolicy());
    if (nanos <= 0) {
      return false;
    }
    boolean always = nanos > SpinWindow.MOST;
    long start = System.nanoTime();
    Thread self = Thread.currentThread();
    for (int i = 1; ; i++) {
      if (hasNews() || done.getAsBoolean()) {
        long waited = System.nanoTime() - start;
        window.paid(waited);
        if (gathering.isWorthIt(waited, received.get())) {
          gather();
        }
        return true;
      }
      if ((i & 7) == 0) {
        Thread.yield();
        long now = System.nanoTime();
        if (always && now - start >= SpinWindow.MOST) {
          // To look again: of several messages another thread may have taken one, and the news.
          return true;
        }
        if (now - start >= nanos || (timed && now - deadline >= 0) || self.isInterrupted()) {
          return false;
        }
      } else {
        Thread.onSpinWait();
      }
    }
  }

  /** Lets more messages come. */
  private static void gather() {
    long start = System.nanoTime();
    while (System.nanoTime() - start < Gathering.NANOS) {
      Thread.onSpinWait();
    }
  }

  /** Whether something came since the last look: a pipe, a message outside pipes, or the end. */
  boolean hasNews() {
    return (!eager && !readable.isEmpty()) || news || socket.isClosed();
  }

  // ---- later ----

  CompletableFuture<Message> receiveAsync() {
    Claimable<Message> future = new Claimable<>();
    lock.lock();
    try {
      Message here = later.isEmpty() ? poll(Sinks.MESSAGE) : null;
      if (here != null) {
        future.complete(here);
        return future;
      }
      later.add(future);
      laterCount = later.size();
    } catch (RuntimeException e) {
      future.completeExceptionally(e);
      return future;
    } finally {
      lock.unlock();
    }
    direct.giveBack();
    socket.runReceivesLater();
    return future;
  }

  /** Gives messages to those who wait for them without a thread. On a loop's thread. */
  void runLater() {
    lock.lock();
    try {
      while (!socket.isClosed() && !later.isEmpty()) {
        Claimable<Message> first = later.element();
        if (first.claim()) {
          Message message = poll(Sinks.MESSAGE);
          if (message == null) {
            first.unclaim();
            return;
          }
          socket.completeLater(first, message);
        }
        later.remove();
        laterCount = later.size();
      }
    } finally {
      lock.unlock();
    }
  }

  boolean hasLater() {
    return laterCount > 0;
  }

  /** A message that was given to nobody in the end goes to the next who asks. */
  void giveBack(Message message) {
    lock.lock();
    try {
      returned.addFirst(message);
    } finally {
      lock.unlock();
    }
    wake();
  }

  // ---- being told ----

  void readable(Pipe pipe) {
    readable.push(pipe);
    wakeOne();
  }

  /** Takes the pipes that became readable. */
  void drainReadable(Consumer<Pipe> target) {
    readable.drain(target);
  }

  /** There may be something that did not come through a pipe. */
  void wake() {
    news = true;
    wakeOne();
  }

  private void wakeOne() {
    if (!waiters.wakeOne()) {
      direct.wakeLeader();
    }
  }

  /** How many wake-ups were sent to callers that wait. */
  long wakeUps() {
    return waiters.wakeUps() + direct.wakeUps();
  }

  /** Wakes everybody, to look at their own conditions. */
  void wakeAll() {
    waiters.wakeAll();
    direct.wakeLeader();
  }

  /** The socket is closed: everybody leaves. */
  void close() {
    wakeAll();
    lock.lock();
    try {
      for (CompletableFuture<Message> waiting : later) {
        socket.failLater(waiting);
      }
      later.clear();
      laterCount = 0;
      toBuffer.clear();
    } finally {
      lock.unlock();
    }
    direct.close();
  }
}
