// SPDX-License-Identifier: Apache-2.0
package io.nightjar.examples.modelserver;

import io.nightjar.examples.modelserver.front.Tally;
import io.nightjar.examples.modelserver.load.LoadClient;
import io.nightjar.examples.modelserver.load.LoadReport;
import io.nightjar.examples.modelserver.load.Pace;
import io.nightjar.examples.modelserver.load.Rate;
import io.nightjar.examples.modelserver.model.Model;
import io.nightjar.examples.modelserver.screen.Screen;
import io.nightjar.examples.modelserver.screen.Totals;
import java.io.IOException;
import java.time.Duration;

/** One run of the model server in a terminal. */
final class Session {
  private static final Duration START = Duration.ofSeconds(30);

  /** What is done while the server runs. */
  @FunctionalInterface
  private interface Doing {
    void with(ModelServer server) throws IOException, InterruptedException;
  }

  private final Settings settings;
  private final Screen screen;
  private final Ending ending;

  Session(Settings settings, Screen screen, Ending ending) {
    this.settings = settings;
    this.screen = screen;
    this.ending = ending;
  }

  /** Serves until the end is asked for. */
  void serve() throws IOException, InterruptedException {
    run(server -> ending.await());
  }

  /** Serves and asks itself; true: every request got its answer. */
  boolean load(Rate rate, Duration time, int clients) throws IOException, InterruptedException {
    LoadReport report = new LoadReport();
    run(
        server -> {
          LoadClient client = new LoadClient(server.address(), Model.load(settings.model()));
          Pace pace = rate.begin(time);
          client.run(clients, () -> ending.isAsked() ? Pace.END : pace.next(), report);
        });
    screen.line(Totals.of(report, time.toMillis() / 1e3));
    return report.wrong() == 0 && report.failures().isEmpty();
  }

  private void run(Doing doing) throws IOException, InterruptedException {
    Tally tally;
    try (ModelServer server = ModelServer.start(settings, screen::line)) {
      tally = server.tally();
      ending.whenAsked(server::leave);
      if (!server.awaitWorkers(START) && !ending.isAsked()) {
        screen.line("not all workers are there yet");
      }
      screen.line("POST " + server.address() + "/predict, queue " + settings.queue());
      try (Dashboard dashboard = new Dashboard(server, screen)) {
        dashboard.start();
        doing.with(server);
      }
    }
    Totals.of(tally).forEach(screen::line);
  }
}
