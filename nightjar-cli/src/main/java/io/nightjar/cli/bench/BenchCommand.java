// SPDX-License-Identifier: Apache-2.0
package io.nightjar.cli.bench;

import io.nightjar.Context;
import io.nightjar.WaitPolicy;
import io.nightjar.cli.runtime.CommandException;
import io.nightjar.cli.runtime.ExitCode;
import io.nightjar.cli.runtime.Session;
import io.nightjar.cli.runtime.SessionCommand;
import io.nightjar.cli.runtime.Sizes;
import io.nightjar.cli.runtime.Terminal;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code nightjar bench}: measures on this machine. */
@Command(
    name = "bench",
    header = "Measure throughput (PUSH to PULL) and round trips (REQ to REP) on this machine.",
    description =
        "%nBetween two processes, or for inproc two threads. Messages flow for the time of --warm-up"
            + " first, which is not counted. With --compare, Nightjar and another library get the"
            + " same work in turn, each run in processes of its own.",
    footer = {
      "  nightjar bench",
      "  nightjar bench --transport ipc --size 1024 --mode throughput",
      "  nightjar bench --transport inproc --mode latency --json",
      "  nightjar bench --mode latency --wait block",
      "  nightjar bench --compare jeromq --size 128"
    })
public final class BenchCommand extends SessionCommand {
  private static final int LARGEST = 1 << 30;
  private static final int RUNS = 3;

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
      converter = Sizes.class,
      description = "The size of a message, as 500, 64k or 1M; ${DEFAULT-VALUE} if not given.",
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
      description =
          "buffer, bytes or message: what is sent; buffer if not given, with --compare bytes.")
  private @Nullable Api api;

  @Option(
      names = "--wait",
      paramLabel = "POLICY",
      description =
          "How Nightjar's threads wait: block, adaptive or spin; ${DEFAULT-VALUE} if not given.",
      defaultValue = "adaptive")
  private WaitPolicy waits = WaitPolicy.ADAPTIVE;

  @Option(
      names = "--compare",
      paramLabel = "LIBRARY",
      description = "Measure another library beside: jeromq.")
  private @Nullable String compared;

  @Option(
      names = "--runs",
      paramLabel = "N",
      description = "How often each library is measured with --compare; 3 if not given.")
  private @Nullable Integer runs;

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
    if (size > LARGEST) {
      throw CommandException.usage("--size " + size + ": use 0 to " + LARGEST);
    }
    if (!(seconds > 0)) {
      throw CommandException.usage("--seconds is a time: use a number above 0");
    }
    if (!(warmUp >= 0)) {
      throw CommandException.usage("--warm-up is a time: use 0 or a number above 0");
    }
    if (compared != null) {
      checkComparison(Library.named(compared));
    } else if (runs != null) {
      throw CommandException.usage("--runs is how often to compare: give --compare jeromq too");
    }
  }

  private void checkComparison(Library other) {
    if (runs != null && runs < 1) {
      throw CommandException.usage("--runs " + runs + ": use 1 or more");
    }
    if (size == 0) {
      throw CommandException.usage("--size 0: use 1 or more with --compare, which looks at bytes");
    }
    if (!other.has(transport)) {
      throw CommandException.usage(
          "--transport " + transport.scheme() + ": " + other + " has none; use tcp or inproc");
    }
  }

  @Override
  protected int run(Session session) throws IOException, InterruptedException {
    Progress progress = new Progress(terminal(), !json && !quiet);
    boolean throughput = mode != Mode.LATENCY;
    boolean roundTrips = mode != Mode.THROUGHPUT;
    if (compared != null) {
      BenchSettings settings = settings(Api.BYTES);
      int count = runs == null ? RUNS : runs;
      Comparison comparison =
          new Comparison(settings, Library.named(compared), count, session, progress);
      ComparisonReport report =
          new ComparisonReport(
              settings,
              count,
              throughput ? comparison.measure(Work.THROUGHPUT) : null,
              roundTrips ? comparison.measure(Work.ROUND_TRIPS) : null);
      terminal().println(json ? report.json() : String.join("\n", report.text()));
      return ExitCode.OK;
    }
    BenchSettings settings = settings(Api.BUFFER);
    BenchReport report;
    try (Context context = BenchSettings.context(waits)) {
      report =
          new BenchReport(
              settings,
              throughput ? new Throughput(settings).measure(context, progress) : null,
              roundTrips ? new RoundTrips(settings).measure(context, progress) : null);
    }
    terminal().println(json ? report.json() : String.join("\n", report.text()));
    return ExitCode.OK;
  }

  private BenchSettings settings(Api usual) {
    return new BenchSettings(
        transport, size, api == null ? usual : api, waits, duration(warmUp), duration(seconds));
  }

  private static Duration duration(double seconds) {
    return Duration.ofNanos((long) (seconds * 1e9));
  }
}
