// SPDX-License-Identifier: Apache-2.0
package io.nightjar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.SocketType;
import io.nightjar.cli.queue.QueueCommand;
import io.nightjar.cli.runtime.ExitCode;
import io.nightjar.cli.runtime.Terminal;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineTest {
  private static final Terminal NOWHERE =
      Terminal.of(
          InputStream.nullInputStream(),
          OutputStream.nullOutputStream(),
          OutputStream.nullOutputStream());

  static List<String> commands() {
    return Commands.NAMES;
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyListedCommandExistsAndExplainsItself(String name) {
    assertThat(Commands.named(name, NOWHERE)).isNotNull();
    Cli help = Cli.run("", name, "--help");
    assertThat(help.awaitEnd()).isEqualTo(ExitCode.OK);
    assertThat(help.out()).contains("Usage: nightjar " + name);
    assertThat(help.err()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("commands")
  void helpShowsAnExampleOfTheCommand(String name) {
    String out = Cli.run("", name, "--help").out();
    if (!List.of("bench-peer", "demo-worker", "rehearse").contains(name)) { // not for people
      assertThat(out.substring(out.indexOf("Examples:"))).contains("nightjar " + name);
    }
  }

  static List<String> queueCommands() {
    return QueueCommand.NAMES;
  }

  @ParameterizedTest
  @MethodSource("queueCommands")
  void everyCommandOfQueueExplainsItselfWithExamples(String name) {
    Cli help = Cli.run("", "queue", name, "--help");
    assertThat(help.awaitEnd()).isEqualTo(ExitCode.OK);
    assertThat(help.out()).contains("Usage: nightjar queue " + name);
    assertThat(help.out().substring(help.out().indexOf("Examples:")))
        .contains("nightjar queue " + name);
    assertThat(help.out().lines()).allMatch(line -> line.length() <= 80);
    assertThat(Cli.run("", "help", "queue", name).out()).isEqualTo(help.out());
  }

  @Test
  void queueWithoutACommandIsWrongButHelps() {
    Cli none = Cli.run("", "queue");
    assertThat(none.awaitEnd()).isEqualTo(ExitCode.USAGE);
    assertThat(none.out()).contains("Usage: nightjar queue", "put", "take", "drain");
  }

  @Test
  void everySocketTypeHasACommand() {
    for (SocketType<?> type : SocketType.all()) {
      assertThat(Commands.NAMES).contains(type.name().toLowerCase(Locale.ROOT));
    }
  }

  @Test
  void withoutArgumentsTheCommandsAreListed() {
    Cli root = Cli.run("", new String[] {"help"});
    assertThat(root.awaitEnd()).isEqualTo(ExitCode.OK);
    assertThat(root.out()).contains("push", "doctor", "demo").doesNotContain("bench-peer");
  }

  @ParameterizedTest
  @MethodSource("commands")
  void helpOfACommandCanBeAskedForInBothWays(String name) {
    String page = Cli.run("", name, "--help").out();
    for (String line : List.of("help " + name, "help " + name + " --help", "help -h " + name)) {
      Cli help = Cli.run("", line.split(" ", -1));
      assertThat(help.awaitEnd()).isEqualTo(ExitCode.OK);
      assertThat(help.out()).isEqualTo(page);
      assertThat(help.err()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"help", "help --help", "help -h", "help help", "--help", "-h"})
  void helpOfHelpIsTheListOfCommands(String line) {
    Cli help = Cli.run("", line.split(" ", -1));
    assertThat(help.awaitEnd()).isEqualTo(ExitCode.OK);
    assertThat(help.out()).contains("Usage: nightjar", "push", "doctor", "demo");
    assertThat(help.err()).isEmpty();
  }

  @Test
  void noCommandIsWrongButHelps() {
    Cli none = Cli.run("", new String[0]);
    assertThat(none.awaitEnd()).isEqualTo(ExitCode.USAGE);
    assertThat(none.out()).contains("Usage: nightjar", "push", "doctor", "demo");
  }

  @Test
  void theVersionIsTold() {
    assertThat(Cli.run("", "--version").out()).startsWith("nightjar ").contains("Java ");
    assertThat(Cli.run("", "pull", "--version").out()).startsWith("nightjar ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          pul                                            | did you mean pull
          help pul                                       | did you mean pull
          help pull push                                 | help explains one command
          help --nonsense                                | --nonsense
          pull                                           | give at least one --bind ADDRESS or
          pull --bind tcp://127.0.0.1:* -n -1            | give 0 or more
          pull --bind tcp://127.0.0.1:* --id x           | no peer of a PULL socket sees it
          pub --bind tcp://127.0.0.1:* --wait-subscribers -1 | give 0 or more
          doctor -q                                      | -q
          pull --bnd tcp://127.0.0.1:*                   | see nightjar pull --help
          pull --bind tcp://127.0.0.1:* --json --raw     | exclude each other
          pull --bind tcp://127.0.0.1:* --timeout 5      | write 250ms, 5s, 1.5s, 2m or 1h
          pull --bind tcp://127.0.0.1:* -n many          | 'many'
          rep --bind tcp://127.0.0.1:*                   | one of --reply TEXT, --exec COMMAND
          rep --bind tcp://127.0.0.1:* --echo --reply x  | one of --reply TEXT, --exec COMMAND
          proxy --frontend tcp://127.0.0.1:*             | --kind
          proxy --kind queue --backend tcp://127.0.0.1:* | no front
          proxy --kind queue --frontend tcp://*:*        | no back
          bench --size -1                                | is no size: write 500
          bench --size 2000M                             | --size 2097152000: use 0 to
          bench --seconds 0                              | use a number above 0
          bench --compare zmq                            | --compare zmq: use jeromq
          bench --compare                                | --compare
          bench --runs 3                                 | give --compare jeromq too
          bench --compare jeromq --runs 0                | --runs 0: use 1 or more
          bench --compare jeromq --size 0                | --size 0: use 1 or more
          bench --compare jeromq --transport ipc         | JeroMQ has none; use tcp or inproc
          queue tke memory:x                             | did you mean take
          pt x                                           | nightjar: unknown command 'pt' (see nightjar --help)
          pul --bind tcp://127.0.0.1:*                   | unknown command 'pul'; did you mean pull or pub?
          queue pt x                                     | unknown command 'pt'; did you mean put? (see nightjar queue --help)
          queue drian file:x                             | unknown command 'drian'; did you mean drain?
          queue wo file:x                                | did you mean work?
          queue nonsense file:x                          | unknown command 'nonsense' (see nightjar queue --help)
          queue put file:x --capacity 1e6 one            | '1e6' is no whole number: write digits alone, up to 2147483647
          queue bench memory: --seconds 2s               | '2s' is no number: write one as 5 or 0.5
          queue bench memory: --warm-up -1               | --warm-up is a time: use 0 or a number above 0
          pull --bind tcp://127.0.0.1:* -n 1e6           | '1e6' is no whole number: write digits alone
          bench --mode foo                               | 'foo' is none of throughput, latency, both
          queue put file:x --order best one              | 'best' is none of fifo, lifo, priority
          bench --warm-up -1                             | --warm-up is a time: use 0 or a number above 0
          queue put                                      | see nightjar queue put --help
          queue put jobs one                             | write one as scheme:name
          queue put mem:x one                            | known are
          queue put memory:x one                         | use a queue that stays, as file:/tmp/jobs.queue
          queue take memory:x                            | use a queue that stays, as file:/tmp/jobs.queue
          queue work memory:x --exec cat                 | use a queue that stays, as file:/tmp/jobs.queue
          queue stat memory:x                            | use a queue that stays, as file:/tmp/jobs.queue
          queue drain memory:x                           | use a queue that stays, as file:/tmp/jobs.queue
          queue put file:x --priority 256 one            | --priority 256: use 0 to 255
          queue put file:x --order best one              | 'best'
          queue put file:x --priority 3 --order lifo one | use --order priority
          queue put file:x --capacity 0 one              | capacity 0 is not positive
          queue put file:x --delay 5 one                 | write 250ms, 5s, 1.5s, 2m or 1h
          queue take file:x -n 0                         | -n 0: give 1 or more
          queue take file:x -n 2 --follow                | exclude each other
          queue take file:x --hex --raw                  | exclude each other
          queue work file:x                              | --exec
          queue work file:x --exec cat --threads 0       | --threads 0: use 1 or more
          queue drain file:x --dead --finish             | drop --dead
          queue bench memory: --producers 0              | use 1 or more of each
          queue bench memory: --seconds 0                | use a number above 0
          queue put amqp://127.0.0.1:1/x --order lifo one | cannot have LIFO order
          demo --scene 9                                 | --scene 9: use 1 to 6
          """)
  void aWrongCommandLineIsOneLineAndExitCodeTwo(String line, String text) {
    Cli cli = Cli.run("", line.trim().split(" +", -1));
    assertThat(cli.awaitEnd()).isEqualTo(ExitCode.USAGE);
    assertThat(cli.err()).startsWith("nightjar: ").contains(text).hasLineCount(1);
    assertThat(cli.out()).isEmpty();
  }
}
