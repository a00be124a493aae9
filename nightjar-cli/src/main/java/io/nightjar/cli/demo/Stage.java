// SPDX-License-Identifier: Apache-2.0
package io.nightjar.cli.demo;

import io.nightjar.Context;
import io.nightjar.cli.child.ChildJvm;
import io.nightjar.cli.child.ChildProcess;
import io.nightjar.cli.runtime.Colours;
import io.nightjar.cli.runtime.CommandException;
import io.nightjar.cli.runtime.Terminal;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Where a scene plays: a context, processes, threads, and the screen. Closing it ends them all. */
final class Stage implements AutoCloseable {
  /** How long any single step is waited for. */
  static final Duration PATIENCE = Duration.ofSeconds(8);

  private static final int NAME_WIDTH = 12;

  private final Terminal terminal;
  private final Colours colours;
  private final Context context = Context.create();
  private final ExecutorService threads = Executors.newCachedThreadPool(Stage::daemon);
  private final List<ChildProcess> children = new ArrayList<>();

  Stage(Terminal terminal) {
    this.terminal = terminal;
    colours = new Colours(terminal.isColoured());
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "nightjar-demo");
    thread.setDaemon(true);
    return thread;
  }

  /** The context of this process's sockets. */
  Context context() {
    return context;
  }

  /** Prints what somebody does. Threads may speak at the same time; lines stay whole. */
  void say(String who, String what) {
    String name = who + " ".repeat(Math.max(1, NAME_WIDTH - who.length()));
    terminal.println("     " + colours.ofRole(who, name) + what);
  }

  /** Starts {@code nightjar} with these arguments as another process. */
  ChildProcess nightjar(String name, String... args) throws IOException {
    return keep(ChildJvm.start(name, ChildJvm.Kind.SHORT, args));
  }

  /** Has a process ended with the scene. */
  ChildProcess keep(ChildProcess child) {
    children.add(child);
    return child;
  }

  /** Runs something on another thread. */
  <T> Future<T> run(Callable<T> task) {
    return threads.submit(task);
  }

  /** The result of something that runs on another thread. */
  static <T> T result(Future<T> task) throws Exception {
    try {
      return task.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    }
  }

  /** Checks a fact; the scene fails if it is not so. */
  static void check(boolean fact, String text) {
    if (!fact) {
      throw CommandException.failure(text);
    }
  }

  /** Checks that something is what it should be. */
  static void checkEqual(@Nullable Object actual, Object expected, String what) {
    check(
        Objects.equals(actual, expected),
        what + ": expected " + expected + ", but it was " + actual);
  }

  @Override
  public void close() {
    threads.shutdownNow();
    children.forEach(ChildProcess::end);
    children.forEach(ChildProcess::close);
    context.close(Duration.ZERO);
  }
}
