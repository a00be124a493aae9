// SPDX-License-Identifier: Apache-2.0
package io.nightjar.engine;

import io.nightjar.FullPolicy;
import io.nightjar.Message;
import io.nightjar.Options;
import io.nightjar.QueueFullException;
import io.nightjar.TimeoutException;
import io.nightjar.pipe.Count;
import io.nightjar.pipe.Mutex;
import io.nightjar.pipe.Pipe;
import io.nightjar.pipe.PipeStack;
import io.nightjar.spi.Form;
import io.nightjar.spi.Pattern;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The sending half of a socket: takes messages from callers, gives them to the pattern under the
 * send lock, and lets callers wait for room.
 */
final class SendSide {
  private static final long NAP_NANOS = 100_000;
  private static final long BREATH_NANOS = 20_000;
  private static final long PATIENCE_NANOS = 5_000_000;

  private final SocketCore socket;
  private final Pattern pattern;
  private final Mutex lock = new Mutex();
  private final Waiters waiters = new Waiters();
  private final PipeStack writable = PipeStack.ofWritable();
  private final Consumer<Pipe> onWritable;
  private final SpinWindow window = new SpinWindow();

  // Guarded by the lock.
  private final Deque<Later> later = new ArrayDeque<>();
  private volatile int laterCount;
  private volatile @Nullable Pipe stalled;
  private volatile int wakeCount;
  private final Count number = new Count();
  private final List<StreamWriter> pending = new ArrayList<>();
  private volatile boolean hasPending;
  private @Nullable StreamWriter behind;

  // Of the threads that wait.
  private long numberAtWait;

  private record Later(Message message, Claimable<Void> done) {}

  SendSide(SocketCore socket, Pattern pattern) {
    this.socket = socket;
    this.pattern = pattern;
    this.onWritable = pattern::writable;
  }

  Mutex lock() {
    return lock;
  }

  /** Refuses null before anything is touched. */
  static void requireBody(@Nullable Object body) {
    if (body == null) {
      throw new NullPointerException(
          "null cannot be sent: give a message, or an array or buffer without bytes for an empty"
              + " one");
    }
  }

  // ---- without waiting ----

  boolean offer(byte[] body) {
    requireBody(body);
    lock.lock();
    try {
      return hand(Forms.ARRAY, body);
    } finally {
      lock.unlock();
    }
  }

  boolean offer(ByteBuffer body) {
    requireBody(body);
    lock.lock();
    try {
      boolean sent = hand(Forms.BUFFER, body);
      if (sent) {
        body.position(body.limit());
      }
      return sent;
    } finally {
      lock.unlock();
    }
  }

  boolean offer(Message body) {
    requireBody(body);
    lock.lock();
    try {
      return hand(Forms.MESSAGE, body);
    } finally {
      lock.unlock();
    }
  }

  /** Gives a message to the pattern. Lock held. */
  private <B> boolean hand(Form<B> form, B body) {
    socket.checkOpen();
    if (!writable.isEmpty()) {
      writable.drain(onWritable);
    }
    if (laterCount > 0 && !sendLater()) {
      return false;
    }
    number.increment();
    return pattern.send(form, body);
  }

  /** Counts the sends, so that those to many peers can be told apart. Lock held. */
  long number() {
    return number.get();
  }

  /** How many messages were sent since this was last asked; roughly, if several threads send. */
  long sentSinceWait() {
    long now = number.get();
    long sent = now - numberAtWait;
    numberAtWait = now;
    return sent;
  }

  /** That of the calling thread. */
  SendPace pace() {
    return socket.context().paces().mine();
  }

  /** A message of a stream waits for others. Lock held. */
  void pending(StreamWriter writer) {
    pending.add(writer);
    if (!hasPending) {
      hasPending = true;
      pace().remember(this);
    }
  }

  /** The caller is about to wait: writes what it left for company, here and in other sockets. */
  void beforeWait() {
    flushPending();
    pace().beforeWait();
  }

  /** Writes what waits in this socket for others. */
  void flushPending() {
    if (hasPending) {
      lock.lock();
      try {
        hasPending = false;
        for (int i = 0; i < pending.size(); i++) {
          pending.get(i).flushPending();
        }
        pending.clear();
      } finally {
        lock.unlock();
      }
    }
  }

  /** Lets the pattern know which pipes have room again. Lock held. */
  void takeWritable() {
    writable.drain(onWritable);
  }

  boolean canSend() {
    lock.lock();
    try {
      writable.drain(onWritable);
      return !socket.isClosed() && later.isEmpty() && pattern.canSend();
    } finally {
      lock.unlock();
    }
  }

  // ---- waiting ----

  void send(byte[] body) throws InterruptedException {
    if (!offer(body)) {
      sendInTime(body);
    }
    if (behind != null) {
      linger();
    }
  }

  void send(ByteBuffer body) throws InterruptedException {
    if (!offer(body)) {
      sendInTime(body);
    }
    if (behind != null) {
      linger();
    }
  }

  void send(Message body) throws InterruptedException {
    if (!offer(body)) {
      sendInTime(body);
    }
    if (behind != null) {
      linger();
    }
  }

  /** What was sent last waits with much else for a slow channel. Lock held. */
  void behind(StreamWriter writer) {
    behind = writer;
  }

  /**
   * Keeps a stream of large messages from filling the memory up to the high-water mark: as long as
   * the channel takes something, the sender helps to drain what there is of more than a little. The
   * message is sent already, so an interrupt only ends the help.
   */
  @SuppressWarnings("ThreadPriorityCheck") // the reader may need this core
  private void linger() {
    long start = System.nanoTime();
    long seen = -1;
    Thread self = Thread.currentThread();
    while (!self.isInterrupted()) {
      lock.lock();
      try {
        StreamWriter writer = behind;
        if (writer == null) {
          return;
        }
        writer.drive();
        long now = System.nanoTime();
        if (writer.bytesWritten() != seen) {
          seen = writer.bytesWritten();
          start = now;
        } else if (now - start > PATIENCE_NANOS) {
          writer.stuck();
        }
        if (!writer.isBehind()) {
          behind = null;
          return;
        }
      } finally {
        lock.unlock();
      }
      // Not at once again: a channel that is asked all the time takes only crumbs.
      long asked = System.nanoTime();
      if (asked - start >= NAP_NANOS) {
        LockSupport.parkNanos(this, NAP_NANOS);
      } else {
        do {
          Thread.yield();
        } while (System.nanoTime() - asked < BREATH_NANOS);
      }
    }
  }

  private boolean fails() {
    return socket.option(Options.WHEN_FULL) == FullPolicy.FAIL;
  }

  private QueueFullException full() {
    return new QueueFullException(
        "a " + socket.type() + " socket could not send, and WHEN_FULL is FAIL: " + whyNot());
  }

  private String whyNot() {
    String reason =
        socket.settings().isMemoryUsedUp()
            ? "the memory for messages is used up, see SEND_MEMORY and messageMemory"
            : "no peer is there or all their queues are full";
    return reason + socket.troubles();
  }

  private void sendInTime(Object body) throws InterruptedException {
    if (fails()) {
      throw full();
    }
    long nanos = Clock.nanos(socket.option(Options.SNDTIMEO));
    if (!send(body, nanos)) {
      throw new TimeoutException(
          "a "
              + socket.type()
              + " socket could not send within SNDTIMEO, "
              + socket.option(Options.SNDTIMEO).toMillis()
              + " ms: "
              + whyNot());
    }
  }

  /** Sends, waiting for room; false if the time runs out. */
  boolean send(Object body, long nanos) throws InterruptedException {
    boolean timed = nanos >= 0;
    long deadline = System.nanoTime() + Math.max(0, nanos);
    Waiters.Waiter waiter = null;
    boolean sent = false;
    try {
      while (true) {
        int wakes = wakeCount;
        sent = offerAny(body);
        if (sent) {
          return true;
        }
        if (Thread.interrupted()) {
          throw new InterruptedException("interrupted while waiting to send; nothing was sent");
        }
        if (timed && deadline - System.nanoTime() <= 0) {
          return false;
        }
        waiter = pause(waiter, wakes, timed, deadline);
      }
    } finally {
      if (waiter != null) {
        waiters.leave(waiter, sent);
      } else if (sent) {
        waiters.wakeOne();
      }
    }
  }

  private boolean offerAny(Object body) {
    if (body instanceof byte[] bytes) {
      return offer(bytes);
    } else if (body instanceof ByteBuffer bytes) {
      return offer(bytes);
    }
    return offer((Message) body);
  }

  /** Waits until there may be room. The first time it only enters the list, so look again. */
  private Waiters.@Nullable Waiter pause(
      Waiters.@Nullable Waiter waiter, int wakes, boolean timed, long deadline) {
    if (waiter == null) {
      beforeWait();
      if (spin(wakes, timed, deadline)) {
        return null;
      }
      return waiters.enter();
    }
    Pipe full = stalled;
    if (full != null) {
      full.carrier().requestRoom();
    }
    window.sleptUntilTold(waiter.sleep(timed, deadline));
    return waiter;
  }

  /** Drives the full channel itself for a while; true if there may be room. */
  @SuppressWarnings("ThreadPriorityCheck") // a spinning thread must let the others run
  private boolean spin(int wakes, boolean timed, long deadline) {
    long nanos = window.nanos(socket.waitPolicy());
    long start = System.nanoTime();
    Thread self = Thread.currentThread();
    while (nanos > 0) {
      Pipe full = stalled;
      if (full != null) {
        lock.lock();
        try {
          full.carrier().drive();
        } finally {
          lock.unlock();
        }
      }
      if (!writable.isEmpty() || wakeCount != wakes || socket.isClosed()) {
        window.paid(System.nanoTime() - start);
        return true;
      }
      Thread.yield();
      long now = System.nanoTime();
      if (now - start >= nanos || (timed && now - deadline >= 0) || self.isInterrupted()) {
        return false;
      }
    }
    return false;
  }

  // ---- later ----

  CompletableFuture<Void> sendAsync(Message body) {
    requireBody(body);
    Claimable<Void> done = new Claimable<>();
    boolean roomMade;
    lock.lock();
    try {
      if (hand(Forms.MESSAGE, body)) {
        done.complete(null);
        return done;
      }
      if (fails()) {
        throw full();
      }
      later.add(new Later(body, done));
      laterCount = later.size();
      // Whoever made room meanwhile may not have seen that somebody waits for it.
      VarHandle.fullFence();
      roomMade = !writable.isEmpty();
    } catch (RuntimeException e) {
      done.completeExceptionally(e);
      return done;
    } finally {
      lock.unlock();
    }
    if (roomMade) {
      socket.runSendsLater();
    } else {
      askForRoom();
    }
    return done;
  }

  private void askForRoom() {
    Pipe full = stalled;
    if (full != null) {
      full.carrier().requestRoom();
    }
  }

  /** Sends what waits to be sent later; tells whether nothing is left. Lock held. */
  private boolean sendLater() {
    while (!later.isEmpty()) {
      Later first = later.element();
      Throwable failure = null;
      boolean wanted = first.done().claim();
      try {
        if (wanted && !pattern.send(Forms.MESSAGE, first.message())) {
          first.done().unclaim();
          return false;
        }
      } catch (RuntimeException | Error e) {
        // It is the fault of that message, not of whoever happens to send now.
        failure = e;
      }
      later.remove();
      laterCount = later.size();
      if (failure != null) {
        socket.failLater(first.done(), failure);
      } else if (wanted) {
        socket.completeLater(first.done());
      }
    }
    return true;
  }

  /** Tries to send what waits to be sent later. On a loop's thread. */
  void runLater() {
    lock.lock();
    try {
      writable.drain(onWritable);
      if (!socket.isClosed()) {
        sendLater();
      }
    } finally {
      lock.unlock();
    }
    if (laterCount > 0) {
      askForRoom();
    }
  }

  boolean hasLater() {
    return laterCount > 0;
  }

  // ---- being told ----

  void writable(Pipe pipe) {
    writable.push(pipe);
    wake();
  }

  void stalled(Pipe pipe) {
    stalled = pipe;
  }

  /** There may be room, or the socket is closed. */
  @SuppressWarnings("NonAtomicVolatileUpdate") // any change is enough
  void wake() {
    wakeCount++;
    waiters.wakeOne();
  }

  /** How many wake-ups were sent to callers that wait. */
  long wakeUps() {
    return waiters.wakeUps();
  }

  /** A peer is gone for good, and with it perhaps what somebody waits for: everybody looks. */
  @SuppressWarnings("NonAtomicVolatileUpdate") // any change is enough
  void wakeAll() {
    wakeCount++;
    waiters.wakeAll();
  }

  /** The socket is closed: everybody leaves. */
  @SuppressWarnings("NonAtomicVolatileUpdate") // any change is enough
  void close() {
    wakeCount++;
    waiters.wakeAll();
    lock.lock();
    try {
      for (Later waiting : later) {
        socket.failLater(waiting.done());
      }
      later.clear();
      laterCount = 0;
    } finally {
      lock.unlock();
    }
  }
}
