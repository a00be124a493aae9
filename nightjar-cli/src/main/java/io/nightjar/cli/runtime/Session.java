// SPDX-License-Identifier: Apache-2.0
package io.nightjar.cli.runtime;

import io.nightjar.CloseReport;
import io.nightjar.Connection;
import io.nightjar.Context;
import io.nightjar.EndpointFailedException;
import io.nightjar.Options;
import io.nightjar.Socket;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The run of a command: its context, its time limit and its end, be it by itself, by the limit or
 * by Ctrl-C.
 *
 * <p>The work is done on a thread of its own, since a read from standard input cannot be
 * interrupted and must hold up neither the limit nor Ctrl-C.
 */
public final class Session implements AutoCloseable {
  private static final Duration INTERRUPT_LINGER = Duration.ofMillis(300);

  /** A closed connection says at once how it ended; this only bounds the wait. */
  private static final Duration AFTER_CLOSE = Duration.ofSeconds(1);

  private static final long GRACE_MILLIS = 300;
  private static final long LOOK_MILLIS = 100;

  /** The library's log, held so that its level stays: what it warns of, commands say themselves. */
  private static final Logger LIBRARY = Logger.getLogger("io.nightjar");

  static {
    LIBRARY.setLevel(Level.SEVERE);
  }

  private final Terminal terminal;
  private final @Nullable Duration limit;
  private final long startNanos = System.nanoTime();
  private final Context context = Context.create();
  private final List<Watched> connections = new CopyOnWriteArrayList<>();
  private final List<Runnable> endings = new CopyOnWriteArrayList<>();
  private final Thread hook = new Thread(this::stopOnSignal, "nightjar-interrupted");
  private volatile @Nullable Thread worker;
  private volatile boolean signalled;
  private volatile boolean needsConnections;
  private volatile int code;
  private volatile @Nullable Throwable failure;

  /** Opens a session; its time begins to run. */
  public Session(Terminal terminal, @Nullable Duration limit) {
    this.terminal = terminal;
    this.limit = limit;
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** A connection, and whether it was ever ready. */
  private record Watched(Connection connection, CompletableFuture<Connection> ready) {
    /** Why it was given up before it was ever ready; null if it was not, or not yet. */
    @Nullable String refusal(Duration wait) {
      try {
        ready.get(wait.toMillis(), TimeUnit.MILLISECONDS);
      } catch (ExecutionException e) {
        if (e.getCause() instanceof EndpointFailedException refused) {
          return refused.getMessage();
        }
      } catch (TimeoutException e) {
        return null;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      return null;
    }
  }

  /** What a command does; it is interrupted when the time limit passes. */
  @FunctionalInterface
  public interface Work {
    /** Does it and returns the exit code. */
    int run() throws Exception;
  }

  /** The context of the command's sockets. */
  public Context context() {
    return context;
  }

  /** The streams. */
  public Terminal terminal() {
    return terminal;
  }

  /** Remembers a connection, so that a time-out can say which one is not there. */
  public void watch(Connection connection) {
    connections.add(new Watched(connection, connection.ready()));
  }

  /**
   * Ends the run, with a failure, if all its connections are given up before they were ever ready:
   * nobody else will come.
   */
  public void endIfRefused() {
    needsConnections = true;
  }

  /** Has something done when the session ends, however it ends. What was opened last ends first. */
  public void onEnd(Runnable ending) {
    endings.add(0, ending);
  }

  /** How much time is left; below nought if there is no limit. */
  public Duration remaining() {
    if (limit == null) {
      return Options.FOREVER;
    }
    long left = limit.toNanos() - (System.nanoTime() - startNanos);
    return Duration.ofNanos(Math.max(0, left));
  }

  /**
   * Does the work and returns its exit code.
   *
   * @throws CommandException with {@link ExitCode#TIMEOUT} if the time limit passes
   */
  public int run(Work work) throws Exception {
    Thread thread = new Thread(() -> carryOut(work), "nightjar-command");
    thread.setDaemon(true);
    worker = thread;
    thread.start();
    boolean late = false;
    try {
      join(thread);
      if (thread.isAlive()) {
        late = !isRefused();
        thread.interrupt();
        thread.join(GRACE_MILLIS);
      }
    } catch (InterruptedException e) {
      thread.interrupt();
      return ExitCode.INTERRUPTED;
    }
    return outcome(thread.isAlive(), late);
  }

  /** Waits for the end of the work, of the time, or of all hope. */
  private void join(Thread thread) throws InterruptedException {
    while (thread.isAlive() && !remaining().isZero() && !isRefused()) {
      long left = limit == null ? LOOK_MILLIS : remaining().toMillis();
      thread.join(Math.max(1, Math.min(LOOK_MILLIS, left))); // join(0) would wait for ever
    }
  }

  private boolean isRefused() {
    return needsConnections
        && !connections.isEmpty()
        && connections.stream().allMatch(each -> each.refusal(Duration.ZERO) != null);
  }

  private String refusals(Duration wait) {
    StringBuilder text = new StringBuilder();
    for (Watched each : connections) {
      String refusal = each.refusal(wait);
      if (refusal != null) {
        text.append(text.isEmpty() ? "" : "; ").append(refusal);
      }
    }
    return text.toString();
  }

  private int outcome(boolean alive, boolean late) throws Exception {
    Throwable thrown = failure;
    if (signalled) {
      return ExitCode.INTERRUPTED;
    } else if (!late && (alive || thrown instanceof InterruptedException)) {
      throw CommandException.failure(refusals(Duration.ZERO));
    } else if (alive || (late && thrown instanceof InterruptedException)) {
      throw CommandException.timeout(timeoutText());
    } else if (thrown instanceof Exception exception) {
      throw exception;
    } else if (thrown instanceof Error error) {
      throw error;
    }
    return code;
  }

  private void carryOut(Work work) {
    try {
      code = work.run();
    } catch (Throwable e) { // told by the main thread
      failure = e;
    }
  }

  private String timeoutText() {
    StringBuilder text = new StringBuilder("timed out after ").append(show(limit));
    for (Watched each : connections) {
      Connection connection = each.connection();
      if (connection.state() != Connection.State.READY) {
        text.append("; not connected to ").append(connection.address());
        String error = connection.lastError();
        text.append(error == null ? "" : " (" + error + ")");
      }
    }
    return text.toString();
  }

  /** A duration as people write it: {@code 5s}, {@code 250ms}. */
  static String show(@Nullable Duration time) {
    long millis = time == null ? 0 : time.toMillis();
    return millis % 1000 == 0 ? millis / 1000 + "s" : millis + "ms";
  }

  /**
   * Closes a socket and waits until all is delivered: as long as its linger says, but not beyond
   * the time limit.
   *
   * @throws CommandException if something was not delivered
   */
  public void deliver(Socket socket) {
    Duration linger = socket.get(Options.LINGER);
    Duration left = remaining();
    boolean limited = !left.isNegative() && (linger.isNegative() || left.compareTo(linger) < 0);
    CloseReport report = socket.close(limited ? left : linger);
    String refusals = refusals(AFTER_CLOSE);
    // What waited for a connection that was given up before the close counts as lost.
    long undelivered = report.undelivered() + (refusals.isEmpty() ? 0 : socket.stats().lost());
    if (undelivered == 0 || signalled) {
      return;
    }
    String text =
        undelivered == 1
            ? "1 message was not delivered"
            : undelivered + " messages were not delivered";
    if (!refusals.isEmpty()) {
      throw CommandException.failure(text + ": " + refusals);
    } else if (limited) {
      throw CommandException.timeout(timeoutText() + "; " + text);
    }
    throw CommandException.failure(text + " within LINGER of " + linger.toMillis() + "ms");
  }

  private void stopOnSignal() {
    signalled = true;
    Thread thread = worker;
    if (thread != null) {
      thread.interrupt();
    }
    endings.forEach(Runnable::run);
    CloseReport report = context.close(INTERRUPT_LINGER);
    if (!report.isClean()) {
      terminal.complain("interrupted; messages not delivered: " + report.undelivered());
    }
    flush();
  }

  private void flush() {
    try {
      terminal.out().flush();
    } catch (IOException e) {
      // Nobody reads any more; there is nobody to tell.
    }
  }

  /** Closes the context without waiting for what is undelivered. */
  @Override
  public void close() {
    if (signalled) {
      return; // the hook does it
    }
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      return; // the hook is on its way
    }
    endings.forEach(Runnable::run);
    context.close(Duration.ZERO);
    Thread thread = worker;
    if (thread == null || !thread.isAlive()) {
      flush();
    }
  }
}
