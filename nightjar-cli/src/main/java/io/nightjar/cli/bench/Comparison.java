// SPDX-License-Identifier: Apache-2.0
package io.nightjar.cli.bench;

import io.nightjar.cli.child.ChildJvm;
import io.nightjar.cli.child.ChildProcess;
import io.nightjar.cli.runtime.CommandException;
import io.nightjar.cli.runtime.Session;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Gives Nightjar and another library the same work in turn, A, B, A, B, so that a machine that gets
 * slower gets slower for both. Every run has processes of its own: what a JVM learns from one
 * library would be in the way of the other.
 */
final class Comparison {
  /** How long a run may take beyond its time: two JVMs start. */
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final BenchSettings settings;
  private final List<Library> libraries;
  private final int runs;
  private final Session session;
  private final Progress progress;

  Comparison(BenchSettings settings, Library other, int runs, Session session, Progress progress) {
    this.settings = settings;
    this.libraries = List.of(Library.NIGHTJAR, other);
    this.runs = runs;
    this.session = session;
    this.progress = progress;
    libraries.forEach(Library::require);
  }

  /** The runs that went well, of each library; at least one. */
  record Result(Map<Library, List<Sample>> samples) {}

  Result measure(Work work) throws IOException, InterruptedException {
    Map<Library, List<Sample>> samples = new EnumMap<>(Library.class);
    libraries.forEach(library -> samples.put(library, new ArrayList<>()));
    Map<Library, String> failures = new EnumMap<>(Library.class);
    for (int run = 1; run <= runs; run++) {
      for (Library library : libraries) {
        progress.step(title(work) + ", run " + run + " of " + runs + ": " + library);
        try {
          samples.getOrDefault(library, List.of()).add(run(library, work));
        } catch (CommandException | IllegalArgumentException e) {
          // One bad run does not spoil the others; the report tells how many are missing.
          failures.put(library, String.valueOf(e.getMessage()));
        }
      }
    }
    progress.done();
    for (Library library : libraries) {
      if (samples.getOrDefault(library, List.of()).isEmpty()) {
        throw CommandException.failure(
            "no run of " + library + " went well: " + failures.get(library));
      }
    }
    return new Result(samples);
  }

  static String title(Work work) {
    return work == Work.THROUGHPUT ? "PUSH to PULL" : "REQ to REP and back";
  }

  private Sample run(Library library, Work work) throws IOException, InterruptedException {
    try (BenchAddress address = BenchAddress.of(settings.transport())) {
      String endpoint = address.bindTo().replace("*", freePort());
      if (settings.transport() == BenchSettings.Transport.INPROC) {
        try (ChildProcess both = start(library, work, endpoint, "role=both")) {
          return result(library, both);
        }
      }
      try (ChildProcess load = start(library, work, endpoint, "role=load");
          ChildProcess meter =
              start(library, work, endpoint, "role=meter", "peerpid=" + load.pid())) {
        return result(library, meter);
      }
    }
  }

  private ChildProcess start(Library library, Work work, String endpoint, String... more)
      throws IOException {
    List<String> arguments = new ArrayList<>(List.of(more));
    arguments.add("child=1");
    arguments.add("pattern=" + work.pattern());
    arguments.add("transport=" + settings.transport().scheme());
    arguments.add("endpoint=" + endpoint);
    arguments.add("size=" + settings.size());
    arguments.add("api=" + settings.apiName());
    arguments.add("wait=" + settings.waitName());
    arguments.add("warm=" + seconds(settings.warmUp()));
    arguments.add("secs=" + seconds(settings.time()));
    ChildProcess process = ChildJvm.startMain(library.toString(), library.program(), arguments);
    session.onEnd(process::kill);
    return process;
  }

  private Sample result(Library library, ChildProcess meter) throws InterruptedException {
    Duration time = settings.warmUp().plus(settings.time()).plus(PATIENCE);
    @Nullable String line = meter.nextLine(time);
    if (line == null) {
      throw CommandException.failure(library + " ended without a result: " + meter.lastError());
    }
    return Sample.of(line);
  }

  /** A port for both processes: the one that connects may start before the other has bound it. */
  private static String freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return Integer.toString(socket.getLocalPort());
    }
  }

  private static String seconds(Duration time) {
    return String.format(Locale.ROOT, "%.3f", time.toNanos() / 1e9);
  }
}
