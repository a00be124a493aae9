// SPDX-License-Identifier: Apache-2.0
package io.nightjar.cli.queue;

import io.nightjar.cli.format.JsonObject;
import io.nightjar.cli.runtime.CommandException;
import io.nightjar.cli.runtime.Durations;
import io.nightjar.cli.runtime.ExitCode;
import io.nightjar.cli.runtime.Session;
import io.nightjar.cli.runtime.Terminal;
import io.nightjar.queue.WorkQueue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code nightjar queue stat}: looks at a queue. */
@Command(
    name = "stat",
    header = "Show how much is in a queue, and what it was made with.",
    description =
        "%nCounters of what was put and done belong to each process that uses the queue, and are"
            + " shown by 'queue work'.",
    footer = {
      "  nightjar queue stat file:/tmp/jobs.queue",
      "  nightjar queue stat file:/tmp/jobs.queue --watch",
      "  nightjar queue stat file:/tmp/jobs.queue --json"
    })
public final class StatCommand extends OnQueueCommand {
  private static final String CLEAR_LINE = "\r\u001b[K";

  @Option(
      names = "--watch",
      description =
          "Look again and again, until Ctrl-C or --timeout: one line that changes on a screen, else"
              + " a new line each time.")
  private boolean watch;

  @Option(
      names = "--every",
      paramLabel = "TIME",
      converter = Durations.class,
      description = "How often to look with --watch; 1s if not given.")
  private Duration every = Duration.ofSeconds(1);

  @Option(names = "--json", description = "Print a JSON object, on one line.")
  private boolean json;

  /** Makes it, with these streams. */
  public StatCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  boolean makes() {
    return false;
  }

  @Override
  int use(WorkQueue<byte[]> queue, Session session) throws IOException, InterruptedException {
    Gauges gauges = new Gauges(queue);
    if (!watch) {
      terminal().println(json ? json(queue, gauges) : String.join("\n", gauges.now().text(queue)));
      return ExitCode.OK;
    }
    boolean inPlace = terminal().isScreen() && !json;
    while (true) {
      String line = json ? json(queue, gauges) : gauges.now().line();
      if (inPlace) {
        write(CLEAR_LINE + line);
      } else {
        terminal().println(line);
      }
      TimeUnit.NANOSECONDS.sleep(every.toNanos());
    }
  }

  private static String json(WorkQueue<byte[]> queue, Gauges gauges) {
    JsonObject object = new JsonObject().put("address", queue.address());
    return gauges.now().addTo(object, queue).toString();
  }

  private void write(String text) throws IOException {
    try {
      terminal().out().write(text.getBytes(StandardCharsets.UTF_8));
      terminal().out().flush();
    } catch (IOException e) {
      throw CommandException.failure("cannot write to standard output: " + e.getMessage(), e);
    }
  }
}
