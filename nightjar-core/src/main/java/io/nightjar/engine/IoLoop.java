// SPDX-License-Identifier: Apache-2.0
package io.nightjar.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * An event loop: one thread that opens and accepts connections, runs their handshakes and timers,
 * and reads and writes whatever no caller attends to.
 */
final class IoLoop implements Executor, Runnable {
  /** What is registered with the loop. */
  interface Registered {
    /** The channel can do some of what the key asks for. Loop thread. */
    void ready(SelectionKey key) throws IOException;

    /** A handler of this registration threw; it must end. Loop thread. */
    void broken(Throwable cause);
  }

  /** Something to be done later; cancelled or done once. Loop thread only. */
  static final class Timer implements Comparable<Timer> {
    private final long at;
    private final Runnable action;
    private boolean cancelled;

    private Timer(long at, Runnable action) {
      this.at = at;
      this.action = action;
    }

    void cancel() {
      cancelled = true;
    }

    @Override
    public int compareTo(Timer other) {
      return Long.compare(at - other.at, 0);
    }

    @Override
    public boolean equals(Object other) {
      return this == other;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(this);
    }
  }

  private static final System.Logger LOG = System.getLogger("io.nightjar");
  private static final long SHORTEST_WATCH_NANOS = 1_000_000;
  private static final long LONGEST_WATCH_NANOS = 16_000_000;

  /** After a leader that waited for long left: it may be back soon, with as little as before. */
  private static final long RESUMED_WATCH_NANOS = 4_000_000;

  /**
   * Half of what a kernel takes for a connection that nobody reads. Where less comes between two
   * looks, a look that is late holds up no sender.
   */
  private static final long MUCH_BETWEEN_WATCHES = 64 * 1024;

  private static final long SELECT_MILLIS = 1000;
  private static final long STEP_MILLIS = 10;
  private static final int SCRATCH = 16 * 1024;

  static {
    // A catch clause looks its class up when it is first needed. Then there may be no memory for
    // that, and it would not catch.
    List.of(CancelledKeyException.class, IOException.class, RuntimeException.class, Error.class)
        .forEach(Objects::requireNonNull);
  }

  private final Selector selector;
  private final Thread thread;
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final AtomicInteger wakeups = new AtomicInteger();
  private final AtomicLong selects = new AtomicLong();
  private final PriorityQueue<Timer> timers = new PriorityQueue<>();
  private final Consumer<SelectionKey> dispatch = this::dispatch;
  private final ByteBuffer scratch = ByteBuffer.allocateDirect(SCRATCH);
  private final List<Runnable> afterSelect = new ArrayList<>();
  private volatile boolean stopped;

  // Connections whose reading was left to callers, until those stay away.
  private final List<StreamConnection> lent = new ArrayList<>();
  private long nextWatch;
  private long watchNanos = SHORTEST_WATCH_NANOS;
  private boolean watchAsleep;

  IoLoop(String name) {
    try {
      selector = Selector.open();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot open a selector", e);
    }
    thread = new Thread(this, name);
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  boolean isLoopThread() {
    return Thread.currentThread() == thread;
  }

  /** A buffer for the use of one handler at a time. Loop thread. */
  ByteBuffer scratch() {
    return scratch.clear();
  }

  /** How often the loop's thread was woken or had something to do. */
  long selects() {
    return selects.get();
  }

  /** Runs a task on the loop's thread, soon. Any thread. Without effect once it is stopped. */
  @Override
  public void execute(Runnable task) {
    tasks.add(task);
    if (!isLoopThread() && wakeups.getAndIncrement() == 0) {
      selector.wakeup();
    }
  }

  /**
   * Waits until the selector has noticed that a channel was closed, which frees its address. Not
   * for long, and not on a loop's own thread, which could wait for itself.
   */
  void awaitSelect() {
    if (stopped || isLoopThread()) {
      return;
    }
    CountDownLatch selected = new CountDownLatch(1);
    execute(() -> afterSelect.add(selected::countDown));
    try {
      // In steps: a loop that ends meanwhile selects no more.
      for (long waited = 0; !selected.await(STEP_MILLIS, TimeUnit.MILLISECONDS); ) {
        waited += STEP_MILLIS;
        if (waited >= SELECT_MILLIS || !thread.isAlive()) {
          LOG.log(System.Logger.Level.DEBUG, "an event loop is slow to select, or has ended");
          return;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Registers a channel. Loop thread. */
  SelectionKey register(SelectableChannel channel, int operations, Registered handler)
      throws IOException {
    return channel.register(selector, operations, handler);
  }

  /** Runs an action after a delay. Loop thread. */
  Timer schedule(long delayNanos, Runnable action) {
    Timer timer = new Timer(System.nanoTime() + delayNanos, action);
    timers.add(timer);
    return timer;
  }

  /** Ends the thread, after the tasks that are there. */
  void stop() {
    execute(() -> stopped = true);
    boolean interrupted = false;
    while (thread.isAlive() && !isLoopThread()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void run() {
    while (!stopped) {
      turnSafely();
    }
    try {
      selector.close();
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, "closing a selector failed", e);
    }
  }

  /** Whatever is thrown, also by a catch clause that has no memory for its work, ends here. */
  @SuppressWarnings({"finally", "Finally"}) // unlike a catch clause it needs nothing
  private void turnSafely() {
    try {
      turn();
    } catch (IOException | RuntimeException | Error e) {
      report("an event loop met what it cannot handle", e);
    } finally {
      return;
    }
  }

  /** Logs, if that is possible: there may be no memory for it, and the loop has to go on. */
  private static void report(String what, Throwable cause) {
    try {
      LOG.log(System.Logger.Level.ERROR, what, cause);
    } catch (RuntimeException | Error e) {
      // All sockets of the context depend on this thread; nobody does on this line.
    }
  }

  private static void runSafely(Runnable action, String what) {
    try {
      action.run();
    } catch (RuntimeException | Error e) {
      report(what, e);
    }
  }

  private void turn() throws IOException {
    runTasks();
    if (stopped) {
      return;
    }
    runTimers();
    watch();
    long wait = untilNext();
    selects.lazySet(selects.get() + 1);
    if (!tasks.isEmpty() || !afterSelect.isEmpty() || wait == 0) {
      selector.selectNow(dispatch);
    } else {
      selector.select(dispatch, wait < 0 ? 0 : wait);
    }
    afterSelect.forEach(action -> runSafely(action, "an action of an event loop failed"));
    afterSelect.clear();
    if (Thread.interrupted()) {
      LOG.log(System.Logger.Level.DEBUG, "an event loop ignores an interrupt");
    }
  }

  private void runTasks() {
    wakeups.set(0);
    for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
      runSafely(task, "a task of an event loop failed");
    }
  }

  private void runTimers() {
    if (timers.isEmpty()) {
      return;
    }
    long now = System.nanoTime();
    for (Timer first = timers.peek(); first != null && first.at - now <= 0; first = timers.peek()) {
      timers.poll();
      if (!first.cancelled) {
        runSafely(first.action, "a timer of an event loop failed");
      }
    }
  }

  /** Milliseconds until something is due: 0 now, -1 never. */
  private long untilNext() {
    while (!timers.isEmpty() && timers.peek().cancelled) {
      timers.poll();
    }
    long nanos = Long.MAX_VALUE;
    long now = System.nanoTime();
    Timer first = timers.peek();
    if (first != null) {
      nanos = first.at - now;
    }
    if (!lent.isEmpty() && !watchAsleep) {
      nanos = Math.min(nanos, nextWatch - now);
    }
    if (nanos == Long.MAX_VALUE) {
      return -1;
    }
    return nanos <= 0 ? 0 : TimeUnit.NANOSECONDS.toMillis(nanos + 999_999);
  }

  private void dispatch(SelectionKey key) {
    Registered handler = (Registered) key.attachment();
    try {
      handler.ready(key);
    } catch (CancelledKeyException e) {
      // Closed while its event was under way.
    } catch (IOException | RuntimeException | Error e) {
      end(handler, key, e);
    }
  }

  private static void end(Registered handler, SelectionKey key, Throwable cause) {
    try {
      handler.broken(cause);
    } catch (RuntimeException | Error e) {
      report("ending what an event loop could not handle failed", e);
      // Whatever it is: if it stayed, it would be the next to be ready, for ever.
      key.cancel();
    }
  }

  // ---- connections lent to callers ----

  /** Leaves the reading of a connection to callers, as long as they come. Loop thread. */
  void lend(StreamConnection connection) {
    lent.add(connection);
    watchSoon(SHORTEST_WATCH_NANOS);
  }

  /** A connection ended or was taken back. Loop thread. */
  void dropLent(StreamConnection connection) {
    lent.remove(connection);
  }

  /** A caller that led for long left: look after what is lent again. Loop thread. */
  void resumeWatch() {
    if (watchAsleep) {
      // What was read before does not tell that anybody reads from now on.
      lent.forEach(StreamConnection::startWatch);
      watchSoon(RESUMED_WATCH_NANOS);
    }
  }

  private void watchSoon(long nanos) {
    watchAsleep = false;
    watchNanos = nanos;
    nextWatch = System.nanoTime() + nanos;
  }

  private void watch() {
    if (lent.isEmpty() || watchAsleep) {
      return;
    }
    long now = System.nanoTime();
    if (nextWatch - now > 0) {
      return;
    }
    long most = 0;
    boolean led = true;
    for (int i = lent.size() - 1; i >= 0; i--) {
      StreamConnection connection = lent.get(i);
      DirectReads reads = connection.directReads();
      if (connection.isEnded() || !reads.isAttended(connection)) {
        lent.remove(i);
        connection.takeBack();
      } else {
        most = Math.max(most, connection.bytesSinceWatch());
        led &= reads.isLed();
      }
    }
    boolean seldom = watchNanos == LONGEST_WATCH_NANOS;
    if (!led) {
      // Who read it and does not wait now may be at work with what came, for long.
      watchNanos = SHORTEST_WATCH_NANOS;
    } else if (most >= MUCH_BETWEEN_WATCHES) {
      watchNanos = Math.max(SHORTEST_WATCH_NANOS, watchNanos / 2);
    } else {
      watchNanos = Math.min(LONGEST_WATCH_NANOS, watchNanos * 2);
    }
    nextWatch = now + watchNanos;
    if (led && most == 0 && seldom && !lent.isEmpty()) {
      watchAsleep = true;
      for (StreamConnection connection : lent) {
        if (!connection.directReads().sleepUntilLeft(this)) {
          resumeWatch();
        }
      }
    }
  }
}
