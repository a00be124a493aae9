// SPDX-License-Identifier: Apache-2.0
package io.nightjar.engine;

import io.nightjar.WaitPolicy;
import io.nightjar.pipe.Mutex;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.invoke.VarHandle;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How callers of a socket read its connections themselves, without a hand-over from the event loop.
 *
 * <p>A receive that finds nothing reads the channels at once. If there is nothing either, one of
 * the waiting threads leads: it spins for a while, then sleeps in a selector of the socket's own.
 * Event loops notice at the first event of a connection that callers attend to it, take it off
 * their own selector, and look now and then whether that still holds: every millisecond, and up to
 * every 16 while there is a leader and little comes. If not they take it back. While a leader
 * sleeps for long the loops sleep too, and the leader tells them when it leaves.
 */
final class DirectReads {
  /** Up to so many connections are read in turn without asking a selector. */
  private static final int FEW = 4;

  /** Above so many connections the event loops do the reading. */
  private static final int MANY = 64;

  private static final long LOOK_AGAIN_NANOS = 10_000_000;

  private final SocketCore socket;
  private final WaitPolicy policy;
  private final SpinWindow window = new SpinWindow();
  private final Mutex leadership = new Mutex();
  private final Queue<StreamConnection> unregistered = new ConcurrentLinkedQueue<>();
  private final List<StreamConnection> ready = new ArrayList<>();
  private final Consumer<SelectionKey> collect = this::collect;
  private final List<IoLoop> sleepers = new ArrayList<>();
  private volatile long sleeps; // written by the leader
  private final AtomicLong wakeUps = new AtomicLong();
  private volatile StreamConnection[] connections = {};
  private volatile boolean leading;
  private volatile boolean selecting;
  private volatile boolean attended;
  private volatile boolean loopsAsleep;
  private volatile @Nullable Selector selector;
  private volatile boolean closed;

  DirectReads(SocketCore socket, WaitPolicy policy) {
    this.socket = socket;
    this.policy = policy;
  }

  // ---- connections ----

  void add(StreamConnection connection) {
    synchronized (unregistered) {
      StreamConnection[] more = Arrays.copyOf(connections, connections.length + 1);
      more[more.length - 1] = connection;
      connections = more;
      unregistered.add(connection);
    }
    wakeLeader();
  }

  void remove(StreamConnection connection) {
    synchronized (unregistered) {
      List<StreamConnection> rest = new ArrayList<>(Arrays.asList(connections));
      rest.remove(connection);
      connections = rest.toArray(new StreamConnection[0]);
      unregistered.remove(connection);
    }
  }

  /**
   * A channel was closed. Its descriptor is free only when the selector has noticed, so makes it
   * look. Loop thread.
   */
  void forgetClosed(IoLoop loop) {
    Selector mine = selector;
    if (mine == null) {
      return;
    }
    if (leadership.tryLock()) {
      try {
        if (mine.isOpen()) {
          mine.selectNow(key -> {});
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } finally {
        leadership.unlock();
      }
    } else {
      wakeLeader();
      loop.schedule(LOOK_AGAIN_NANOS, () -> forgetClosed(loop));
    }
  }

  /** Whether the calling thread may lead. */
  boolean canLead() {
    int count = connections.length;
    return count > 0 && count <= MANY && !closed && !Threads.isVirtual();
  }

  // ---- reading ----

  /**
   * Reads the connections, if they are few. Receive lock.
   *
   * @return whether a message arrived
   */
  boolean readNow() {
    StreamConnection[] now = connections;
    if (now.length == 0 || now.length > FEW) {
      return false;
    }
    boolean any = false;
    for (StreamConnection connection : now) {
      any |= connection.readForCaller();
    }
    if (any && !attended) {
      attended = true;
    }
    return any;
  }

  /** Whether callers read this connection themselves these days. Loop thread. */
  boolean isAttended(StreamConnection connection) {
    boolean read = connection.wasReadByCaller();
    if (leading || read) {
      return true;
    }
    attended = false;
    return false;
  }

  /** Whether a caller waits for all connections of the socket just now. Any thread. */
  boolean isLed() {
    return leading;
  }

  /** Whether the loop should leave a readable connection to callers. Loop thread. */
  boolean wantsToRead() {
    return attended && connections.length <= MANY && !socket.isWatched();
  }

  /** The loop wants to sleep until the leader leaves; false if there is none any more. */
  boolean sleepUntilLeft(IoLoop loop) {
    synchronized (sleepers) {
      if (!sleepers.contains(loop)) {
        sleepers.add(loop);
      }
      loopsAsleep = true;
    }
    VarHandle.fullFence();
    if (leading) {
      return true;
    }
    synchronized (sleepers) {
      sleepers.remove(loop);
      loopsAsleep = !sleepers.isEmpty();
    }
    return false;
  }

  /** Nobody leads any more and nobody will: virtual threads wait, for instance. */
  void giveBack() {
    if (attended && !leading) {
      attended = false;
      for (StreamConnection connection : connections) {
        connection.loop().execute(connection::takeBackIfLent);
      }
    }
  }

  // ---- leading ----

  boolean tryLead() {
    return leadership.tryLock();
  }

  /**
   * Waits until something may have come for the socket, or the deadline has passed. The caller has
   * the leadership, which ends here.
   *
   * @param any whether a message that is there already is for the caller
   */
  void lead(boolean timed, long deadline, BooleanSupplier done, boolean any)
      throws InterruptedException {
    attended = true;
    leading = true;
    try {
      long start = System.nanoTime();
      if (spin(start, timed, deadline, done, any)) {
        window.paid(System.nanoTime() - start);
        return;
      }
      sleep(timed, deadline, done, any);
      window.slept(System.nanoTime() - start);
    } finally {
      leading = false;
      leadership.unlock();
      // Before anyone is woken: who finds the leadership taken goes to sleep, and then nobody
      // leads.
      VarHandle.fullFence();
      if (loopsAsleep) {
        wakeLoops();
      }
      if (socket.isWatched()) {
        giveBack();
      }
    }
  }

  private void wakeLoops() {
    List<IoLoop> loops;
    synchronized (sleepers) {
      loopsAsleep = false;
      loops = List.copyOf(sleepers);
      sleepers.clear();
    }
    for (IoLoop loop : loops) {
      loop.execute(loop::resumeWatch);
    }
  }

  @SuppressWarnings("ThreadPriorityCheck") // a spinning thread must let the others run
  private boolean spin(
      long start, boolean timed, long deadline, BooleanSupplier done, boolean any) {
    long nanos = window.nanos(policy);
    if (nanos <= 0) {
      return false;
    }
    Thread self = Thread.currentThread();
    long looked = start;
    while (true) {
      if (socket.hasNews() || done.getAsBoolean()) {
        return true;
      }
      // Before it reads: the caller has just done so in vain, and others may have to run first.
      Thread.yield();
      long now = System.nanoTime();
      if (now - start >= nanos || (timed && now - deadline >= 0) || self.isInterrupted()) {
        return false;
      }
      if (connections.length <= FEW ? readFew() : pollSelector()) {
        return true;
      }
      if (any && now - looked >= SpinWindow.MOST) {
        // Of several messages another thread may have taken one, and the news.
        if (socket.receiving().hasMessage()) {
          return true;
        }
        looked = now;
      }
    }
  }

  private boolean readFew() {
    socket.receiveLock().lock();
    try {
      return readNow();
    } finally {
      socket.receiveLock().unlock();
    }
  }

  /** Reads those that have something, of more than a few; true if there were any. */
  private boolean pollSelector() {
    try {
      Selector mine = open();
      register(mine);
      mine.selectNow(collect);
    } catch (IOException e) {
      throw new UncheckedIOException("looking for a message failed", e);
    }
    return readReady();
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // one leader at a time
  private void sleep(boolean timed, long deadline, BooleanSupplier done, boolean any)
      throws InterruptedException {
    try {
      Selector mine = open();
      selecting = true;
      VarHandle.fullFence();
      boolean here = socket.receiving().hasMessage() && any;
      if (here || socket.hasNews() || done.getAsBoolean()) {
        selecting = false;
        return;
      }
      // Not before selecting is set: who makes room wakes only who is about to sleep.
      register(mine);
      sleeps++;
      if (timed) {
        long left = deadline - System.nanoTime();
        if (left > 0) {
          mine.select(collect, Math.max(1, TimeUnit.NANOSECONDS.toMillis(left + 999_999)));
        }
      } else {
        mine.select(collect);
      }
      selecting = false;
    } catch (IOException e) {
      throw new UncheckedIOException("waiting for a message failed", e);
    }
    readReady();
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
  }

  private Selector open() throws IOException {
    Selector mine = selector;
    if (mine == null) {
      mine = Selector.open();
      selector = mine;
    }
    return mine;
  }

  private void register(Selector mine) throws IOException {
    for (StreamConnection c = unregistered.poll(); c != null; c = unregistered.poll()) {
      c.registerForCallers(mine);
    }
    for (StreamConnection connection : connections) {
      connection.refreshForCallers(mine);
    }
  }

  private void collect(SelectionKey key) {
    ready.add((StreamConnection) key.attachment());
  }

  /** Reads those the selector found; true if there were any. */
  private boolean readReady() {
    if (ready.isEmpty()) {
      return false;
    }
    socket.receiveLock().lock();
    try {
      // Without an iterator: one for each sleep would be garbage.
      for (int i = 0; i < ready.size(); i++) {
        ready.get(i).readForCaller();
      }
    } catch (CancelledKeyException e) {
      // Closed in between.
    } finally {
      socket.receiveLock().unlock();
      ready.clear();
    }
    return true;
  }

  /** How often a leader slept in the selector. */
  long sleeps() {
    return sleeps;
  }

  /** How often a leader that sleeps was woken. */
  long wakeUps() {
    return wakeUps.get();
  }

  /** Wakes the leader if it sleeps; false if nobody does. */
  boolean wakeLeader() {
    Selector mine = selector;
    if (selecting && mine != null) {
      wakeUps.getAndIncrement();
      mine.wakeup();
      return true;
    }
    return false;
  }

  void close() {
    closed = true;
    wakeLeader();
    // Waits for a leader to leave, which it does at once: the socket is closed.
    leadership.lock();
    try {
      Selector mine = selector;
      if (mine != null) {
        mine.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      leadership.unlock();
    }
  }
}
