// SPDX-License-Identifier: Apache-2.0
package io.nightjar.cli.queue;

import io.nightjar.Message;
import io.nightjar.cli.format.Escapes;
import io.nightjar.cli.format.FormatException;
import io.nightjar.cli.format.LineFormat;
import io.nightjar.cli.format.MessageReader;
import io.nightjar.cli.format.RawLines;
import io.nightjar.cli.format.ValueLines;
import io.nightjar.cli.runtime.CommandException;
import io.nightjar.cli.runtime.Durations;
import io.nightjar.cli.runtime.ExitCode;
import io.nightjar.cli.runtime.Session;
import io.nightjar.cli.runtime.Terminal;
import io.nightjar.queue.Put;
import io.nightjar.queue.QueueFeature;
import io.nightjar.queue.WorkQueue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code nightjar queue put}: puts values. */
@Command(
    name = "put",
    header = "Put values into a queue: the arguments, files, or the lines of standard input.",
    description = {
      PutCommand.LINES,
      "Waits while the queue is full; with --timeout not for ever, and then tells how many are in."
    },
    footer = {
      "  nightjar queue put file:/tmp/jobs.queue cat.png dog.png",
      "  ls *.png | nightjar queue put file:/tmp/jobs.queue --raw --timeout 1m",
      "  nightjar queue put file:/tmp/p.queue --priority 9 now.png",
      "  nightjar queue put file:/tmp/jobs.queue --delay 5m --file report.json"
    })
public final class PutCommand extends OnQueueCommand {
  /** How values stand in lines. */
  static final String LINES =
      "%nA value is a line; in it \\n, \\t, \\\\ and \\xNN stand for a line feed, a tab, a"
          + " backslash and any byte. With --raw they stand for themselves.";

  private static final int BATCH = 512;

  @Parameters(
      index = "1..*",
      paramLabel = "VALUE",
      description = "A value. Without one and without --file: the lines of standard input.")
  private List<String> values = new ArrayList<>();

  @Option(
      names = "--file",
      paramLabel = "FILE",
      description = "The whole content of a file is one value. Repeatable.")
  private List<Path> files = new ArrayList<>();

  @Option(names = "--raw", description = "Values are these very bytes, without escapes.")
  private boolean raw;

  @Option(
      names = "--priority",
      paramLabel = "N",
      description = "0 to 255, the highest first; --order priority goes without saying then.")
  private @Nullable Integer priority;

  @Option(
      names = "--delay",
      paramLabel = "TIME",
      converter = Durations.class,
      description = "They can be taken after this time.")
  private Duration delay = Duration.ZERO;

  @Option(names = "--finish", description = "Nobody will put any more after that.")
  private boolean finish;

  @Mixin private Making making = new Making();

  private final List<byte[]> given = new ArrayList<>();

  /** Makes it, with these streams. */
  public PutCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  protected void check() {
    super.check();
    if (priority != null) {
      if (priority < 0 || priority > Put.HIGHEST) {
        throw CommandException.usage("--priority " + priority + ": use 0 to " + Put.HIGHEST);
      }
      making.forPriorities("--priority " + priority);
    }
  }

  /** Before a queue is made, which a slip of the pen must not leave behind. */
  @Override
  void prepare() {
    for (String value : values) {
      given.add(raw ? value.getBytes(StandardCharsets.UTF_8) : unescaped(value));
    }
    for (Path file : files) {
      given.add(content(file));
    }
  }

  @Override
  void settings(WorkQueue.Builder<byte[]> builder) {
    making.apply(builder);
  }

  @Override
  int use(WorkQueue<byte[]> queue, Session session) throws Exception {
    if (finish) {
      require(queue, QueueFeature.FINISH, "--finish");
    }
    Put how = new Put(priority == null ? 0 : priority, delay);
    Putting putting = new Putting(queue, how, session, this::name);
    try (LiveLine line = new LiveLine(terminal(), !isQuiet(), putting::progress)) {
      line.start();
      putAll(putting);
    } catch (IllegalArgumentException e) {
      throw CommandException.usage(String.valueOf(e.getMessage()));
    }
    if (finish) {
      queue.finish();
    }
    if (!isQuiet()) {
      terminal().err().println("put " + putting.count());
    }
    return ExitCode.OK;
  }

  private void putAll(Putting putting) throws IOException, InterruptedException {
    if (given.isEmpty()) {
      putLines(putting);
    } else {
      putting.putAll(given);
    }
  }

  /** What people call a value, counted from 0. */
  private String name(long index) {
    if (given.isEmpty()) {
      return "line " + (index + 1) + " of standard input";
    }
    int file = (int) index - values.size();
    return file < 0 ? "value " + (index + 1) : "--file " + files.get(file);
  }

  /** What is at hand goes together, which costs far less where the queue is on a disk. */
  private void putLines(Putting putting) throws IOException, InterruptedException {
    LineFormat format = raw ? new RawLines() : new ValueLines();
    MessageReader reader = new MessageReader(format, terminal().in());
    List<byte[]> batch = new ArrayList<>();
    String fault = null;
    while (fault == null) {
      @Nullable Message line = null;
      try {
        line = reader.next();
      } catch (FormatException e) {
        fault = e.getMessage(); // what stands before it goes in first
      }
      if (line != null) {
        batch.add(line.bytes(0));
      }
      if (line == null || batch.size() == BATCH || !reader.isNextAtHand()) {
        putting.putAll(batch);
        batch.clear();
      }
      if (line == null) {
        break;
      }
    }
    if (fault != null) {
      throw CommandException.failure(fault + putting.soFar());
    }
  }

  private static byte[] unescaped(String value) {
    try {
      return Escapes.read(value);
    } catch (FormatException e) {
      throw CommandException.usage("'" + value + "': " + e.getMessage());
    }
  }

  private static byte[] content(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      throw CommandException.failure("--file " + file + ": there is no such file", e);
    } catch (IOException e) {
      throw CommandException.failure("--file " + file + ": " + e.getMessage(), e);
    }
  }
}
