// SPDX-License-Identifier: Apache-2.0
package io.nightjar.cli.sockets;

import io.nightjar.Message;
import io.nightjar.RepSocket;
import io.nightjar.SocketType;
import io.nightjar.cli.format.MessagePrinter;
import io.nightjar.cli.runtime.CommandException;
import io.nightjar.cli.runtime.Session;
import io.nightjar.cli.runtime.Terminal;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code nightjar rep}: answers requests. */
@Command(
    name = "rep",
    header = "Print requests and answer them: by a text, by a command, or by themselves.",
    footer = {
      "  nightjar rep --bind tcp://127.0.0.1:5555 --reply 'World from {}'",
      "  nightjar rep --bind tcp://127.0.0.1:5555 --exec 'tr a-z A-Z'",
      "  nightjar rep --bind ipc:///tmp/echo --echo -q"
    })
public final class RepCommand extends SocketCommand<RepSocket> {
  @Option(
      names = "--reply",
      paramLabel = "TEXT",
      description = "Answer with this line; {} in it is the text of the request.")
  private @Nullable String reply;

  @Option(
      names = "--exec",
      paramLabel = "COMMAND",
      description =
          "Answer with what this shell command prints (less a last line feed), also where it fails."
              + " It finds the request on its standard input and in NIGHTJAR_REQUEST, each frame"
              + " a line.")
  private @Nullable String command;

  @Option(names = "--echo", description = "Answer with the request itself.")
  private boolean echo;

  /** Makes it, with these streams. */
  public RepCommand(Terminal terminal) {
    super(SocketType.REP, terminal);
  }

  @Override
  protected void check() {
    super.check();
    int answers = (reply == null ? 0 : 1) + (command == null ? 0 : 1) + (echo ? 1 : 0);
    if (answers != 1) {
      throw CommandException.usage("give one of --reply TEXT, --exec COMMAND and --echo");
    }
    if (command != null && command.isBlank()) {
      throw CommandException.usage("--exec is empty: give the command that answers");
    }
  }

  @Override
  void talk(RepSocket socket, Session session) throws IOException, InterruptedException {
    MessagePrinter printer = printer();
    Answer answer = answer(session);
    for (long answered = 0; !isEnough(answered); answered++) {
      Message request = printer.next(socket);
      printer.print(request);
      socket.send(answer.to(request));
    }
    printer.flush();
  }

  private Answer answer(Session session) {
    if (reply != null) {
      return new TemplateAnswer(reply);
    } else if (command != null) {
      CommandAnswer answer = new CommandAnswer(command, session.terminal());
      session.onEnd(answer::stop);
      return answer;
    }
    return request -> request;
  }
}
