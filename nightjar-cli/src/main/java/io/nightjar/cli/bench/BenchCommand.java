// SPDX-License-Identifier: Apache-2.0
package io.nightjar.cli.bench;

import io.nightjar.cli.runtime.CommandException;
import io.nightjar.cli.runtime.ExitCode;
import io.nightjar.cli.runtime.Session;
import io.nightjar.cli.runtime.SessionCommand;
import io.nightjar.cli.runtime.Terminal;
import java.io.IOException;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code nightjar bench}: measures on this machine. */
@Command(
    name = "bench",
    header = "Measure throughput (PUSH to PULL) and round trips (REQ to REP) on this machine.",
    description =
        "%nBetween two processes, or for inproc two threads. Messages flow for the time of --warm-up"
            + " first, which is not counted.",
    footer = {
      "  nightjar bench",
      "  nightjar bench --transport ipc --size 1024 --mode throughput",
      "  nightjar bench --transport inproc --mode latency --json"
    })
public final class BenchCommand extends SessionCommand {
  private static final int LARGEST = 1 << 30;

  private enum Mode {
    THROUGHPUT,
    LATENCY,
    BOTH
  }

  @Option(
      names = "--transport",
      paramLabel = "NAME",
      description = "tcp, ipc or inproc; ${DEFAULT-VALUE} if not given.",
      defaultValue = "tcp")
  private BenchSettings.Transport transport = BenchSettings.Transport.TCP;

  @Option(
      names = "--size",
      paramLabel = "BYTES",
      description = "The size of a message; ${DEFAULT-VALUE} if not given.",
      defaultValue = "16")
  private int size;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      description = "How long each measurement takes; ${DEFAULT-VALUE} if not given.",
      defaultValue = "5")
  private double seconds;

  @Option(
      names = "--warm-up",
      paramLabel = "N",
      description = "Seconds before each measurement; ${DEFAULT-VALUE} if not given.",
      defaultValue = "2")
  private double warmUp;

  @Option(
      names = "--mode",
      paramLabel = "MODE",
      description = "throughput, latency or both; ${DEFAULT-VALUE} if not given.",
      defaultValue = "both")
  private Mode mode = Mode.BOTH;

  @Option(
      names = "--api",
      paramLabel = "CALLS",
      description = "buffer, bytes or message: what is sent; ${DEFAULT-VALUE} if not given.",
      defaultValue = "buffer")
  private Api api = Api.BUFFER;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Option(
      names = {"-q", "--quiet"},
      order = 91,
      description = "Show no progress.")
  private boolean quiet;

  /** Makes it, with these streams. */
  public BenchCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  protected void check() {
    if (size < 0 || size > LARGEST) {
      throw CommandException.usage("--size " + size + ": use 0 to " + LARGEST);
    }
    if (!(seconds > 0) || !(warmUp >= 0)) {
      throw CommandException.usage("--seconds and --warm-up are times: use a number above 0");
    }
  }

  @Override
  protected int run(Session session) throws IOException, InterruptedException {
    BenchSettings settings =
        new BenchSettings(transport, size, api, duration(warmUp), duration(seconds));
    Progress progress = new Progress(terminal(), !json && !quiet);
    BenchReport report =
        new BenchReport(
            settings,
            mode == Mode.LATENCY ? null : new Throughput(settings).measure(session, progress),
            mode == Mode.THROUGHPUT ? null : new RoundTrips(settings).measure(session, progress));
    terminal().println(json ? report.json() : String.join("\n", report.text()));
    return ExitCode.OK;
  }

  private static Duration duration(double seconds) {
    return Duration.ofNanos((long) (seconds * 1e9));
  }
}
