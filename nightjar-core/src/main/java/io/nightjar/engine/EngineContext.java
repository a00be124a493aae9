// SPDX-License-Identifier: Apache-2.0
package io.nightjar.engine;

import io.nightjar.CloseReport;
import io.nightjar.ClosedException;
import io.nightjar.Context;
import io.nightjar.ContextSettings;
import io.nightjar.InvalidOptionException;
import io.nightjar.Socket;
import io.nightjar.SocketType;
import io.nightjar.TooManySocketsException;
import io.nightjar.UnknownTransportException;
import io.nightjar.pipe.ChunkPool;
import io.nightjar.pipe.MemoryBudget;
import io.nightjar.spi.StreamTransport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A context: its threads, its memory, its transports and its sockets. */
final class EngineContext implements Context {
  private static final long SHRINK_NANOS = 1_000_000_000;

  private final ContextSettings settings;
  private final List<IoLoop> loops = new ArrayList<>();
  private final ChunkPool pool = new ChunkPool();
  private final MemoryBudget budget;
  private final Flusher flusher;
  private final SendPace.Table paces = new SendPace.Table();
  private final ExecutorService executor;
  private final InprocNames inproc = new InprocNames(this);
  private final Map<String, StreamTransport> transports = new TreeMap<>();
  private final Set<SocketCore> sockets = ConcurrentHashMap.newKeySet();
  private final AtomicLong ids = new AtomicLong();
  private final AtomicInteger nextLoop = new AtomicInteger();
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Object lock = new Object();
  private volatile boolean closed;

  EngineContext(ContextSettings settings) {
    this.settings = settings;
    this.budget = new MemoryBudget(settings.messageMemory(), this::memoryFreed);
    String prefix = settings.threadNamePrefix();
    for (int i = 0; i < settings.ioThreads(); i++) {
      loops.add(new IoLoop(prefix + "-io-" + i));
    }
    flusher = new Flusher(prefix + "-flush");
    executor = newExecutor(prefix + "-task-");
    for (StreamTransport found :
        ServiceLoader.load(StreamTransport.class, EngineContext.class.getClassLoader())) {
      transports.put(found.scheme(), found);
    }
    pool.onSurplus(() -> loops.get(0).execute(this::shrinkLater));
    loops.forEach(IoLoop::start);
  }

  private static ExecutorService newExecutor(String prefix) {
    AtomicInteger number = new AtomicInteger();
    ThreadFactory threads =
        task -> {
          Thread thread = new Thread(task, prefix + number.getAndIncrement());
          thread.setDaemon(true);
          return thread;
        };
    return new ThreadPoolExecutor(
        0,
        Integer.MAX_VALUE,
        60,
        TimeUnit.SECONDS,
        new SynchronousQueue<>(),
        threads,
        // After the end of the context: somebody may wait for it all the same.
        (task, executor) -> threads.newThread(task).start());
  }

  @Override
  public ContextSettings settings() {
    return settings;
  }

  ChunkPool pool() {
    return pool;
  }

  /** Lets the memory of a burst go, little by little. On the first loop's thread. */
  private void shrinkLater() {
    loops
        .get(0)
        .schedule(
            SHRINK_NANOS,
            () -> {
              if (pool.shrink()) {
                shrinkLater();
              }
            });
  }

  private void memoryFreed() {
    for (SocketCore socket : sockets) {
      socket.settings().memoryFreed();
    }
  }

  @Override
  public long messageMemoryUsed() {
    return budget.used();
  }

  /** The memory that all queues may hold. */
  MemoryBudget budget() {
    return budget;
  }

  Flusher flusher() {
    return flusher;
  }

  SendPace.Table paces() {
    return paces;
  }

  /** Runs what may block, and what is the user's; also after the end of the context. */
  ExecutorService executor() {
    return executor;
  }

  InprocNames inproc() {
    return inproc;
  }

  long nextId() {
    return ids.incrementAndGet();
  }

  /** The next I/O thread among those the mask allows; all, if the mask is 0. */
  IoLoop loopFor(long mask) {
    int count = loops.size();
    int start = Math.floorMod(nextLoop.getAndIncrement(), count);
    for (int i = 0; i < count; i++) {
      int index = (start + i) % count;
      if (mask == 0 || (mask >>> index & 1) != 0) {
        return loops.get(index);
      }
    }
    return loops.get(start);
  }

  /** Checks that a mask allows at least one I/O thread that there is. */
  void checkMask(long mask) {
    int count = loops.size();
    if (mask != 0 && count < Long.SIZE && (mask & ((1L << count) - 1)) == 0) {
      throw new InvalidOptionException(
          "option AFFINITY cannot be "
              + mask
              + ": the context has "
              + count
              + (count == 1 ? " I/O thread" : " I/O threads")
              + ", use bits of "
              + ((1L << count) - 1)
              + ", or 0 for any");
    }
  }

  /** The transport of a scheme. */
  StreamTransport transport(String scheme, String endpoint) {
    StreamTransport found = transports.get(scheme);
    if (found == null) {
      Set<String> known = new TreeSet<>(transports.keySet());
      known.add(InprocNames.SCHEME);
      throw new UnknownTransportException(
          "unknown transport \"" + scheme + "\" in " + endpoint + ": use one of " + known);
    }
    return found;
  }

  // ---- sockets ----

  @Override
  public <S extends Socket> S socket(SocketType<S> type) {
    synchronized (lock) {
      if (closed) {
        throw ClosedException.context("the context is closed: make sockets before that");
      }
      if (sockets.size() >= settings.maxSockets()) {
        throw new TooManySocketsException(
            "the context has "
                + settings.maxSockets()
                + " sockets already: close some, or raise maxSockets");
      }
      SocketCore socket = Sockets.make(this, type);
      sockets.add(socket);
      return type.socketInterface().cast(socket);
    }
  }

  /** A socket has ended, with all it had to deliver. */
  void ended(SocketCore socket) {
    sockets.remove(socket);
  }

  // ---- the end ----

  @Override
  public boolean isClosed() {
    return closed;
  }

  @Override
  public void close() {
    end(null);
  }

  @Override
  public CloseReport close(Duration linger) {
    return end(Clock.nanos(linger));
  }

  private CloseReport end(@Nullable Long lingerNanos) {
    boolean first;
    synchronized (lock) {
      first = !closed;
      closed = true;
    }
    CloseReport report = CloseReport.CLEAN;
    List<SocketCore> all = List.copyOf(sockets);
    for (SocketCore socket : all) {
      socket.beginClose(lingerNanos, true);
    }
    for (SocketCore socket : all) {
      report = report.plus(socket.awaitEnd());
    }
    if (first) {
      flusher.stop();
      loops.forEach(IoLoop::stop);
      executor.shutdown();
      ended.countDown();
    } else {
      Interrupts.awaitQuietly(ended);
    }
    return report;
  }

  @Override
  public String toString() {
    return "context "
        + settings.threadNamePrefix()
        + " with "
        + sockets.size()
        + (sockets.size() == 1 ? " socket" : " sockets")
        + (closed ? " (closed)" : "");
  }

  /** How often the event loops have looked for something to do. */
  long selects() {
    return loops.stream().mapToLong(IoLoop::selects).sum();
  }

  /** Pieces of memory that are taken and not given back. */
  long chunksInUse() {
    return pool.inUse();
  }
}
