// SPDX-License-Identifier: Apache-2.0
package io.nightjar.cli.bench;

import io.nightjar.ClosedException;
import io.nightjar.Context;
import io.nightjar.cli.child.ChildJvm;
import io.nightjar.cli.child.ChildProcess;
import io.nightjar.cli.runtime.CommandException;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The other side of a measurement: a process, or for inproc a thread. Closing it ends it. */
final class OtherSide implements AutoCloseable {
  private final @Nullable ChildProcess process;
  private final @Nullable Thread thread;

  private OtherSide(@Nullable ChildProcess process, @Nullable Thread thread) {
    this.process = process;
    this.thread = thread;
  }

  /** Starts it; it connects to the address. */
  static OtherSide start(Role role, BenchSettings settings, Context context, String address)
      throws IOException {
    if (settings.transport() == BenchSettings.Transport.INPROC) {
      Thread thread =
          new Thread(() -> play(role, settings, context, address), "nightjar-bench-other");
      thread.setDaemon(true);
      thread.start();
      return new OtherSide(null, thread);
    }
    ChildProcess process =
        ChildJvm.start(
            "the second process",
            ChildJvm.Kind.MEASURED,
            "bench-peer",
            role.name(),
            address,
            settings.api().name(),
            Integer.toString(settings.size()),
            settings.waits().name());
    return new OtherSide(process, null);
  }

  private static void play(Role role, BenchSettings settings, Context context, String address) {
    try {
      role.play(context, address, settings.api(), settings.size());
    } catch (InterruptedException | ClosedException e) {
      // The measurement is over.
    }
  }

  /** Whether it is a process of its own. */
  boolean isProcess() {
    return process != null;
  }

  /** The processor time its process has used; nought for a thread of this one. */
  Duration cpuTime() {
    return process == null ? Duration.ZERO : cpuTime(process.handle());
  }

  /** The processor time this process has used. */
  static Duration ownCpuTime() {
    return cpuTime(ProcessHandle.current());
  }

  private static Duration cpuTime(ProcessHandle handle) {
    return handle.info().totalCpuDuration().orElse(Duration.ZERO);
  }

  /** What to say when it sent nothing for too long. */
  CommandException silence() {
    String reason = process == null ? "" : process.lastError();
    boolean ended = process != null && !process.isAlive();
    return CommandException.failure(
        "the second process "
            + (ended ? "ended" : "sends nothing")
            + (reason.isEmpty() ? "" : ": " + reason));
  }

  @Override
  public void close() {
    if (process != null) {
      process.kill(); // it has nothing to tidy up
    }
    if (thread != null) {
      thread.interrupt();
    }
  }
}
