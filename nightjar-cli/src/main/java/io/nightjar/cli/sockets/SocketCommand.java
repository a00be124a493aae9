// SPDX-License-Identifier: Apache-2.0
package io.nightjar.cli.sockets;

import io.nightjar.Message;
import io.nightjar.Options;
import io.nightjar.Socket;
import io.nightjar.SocketType;
import io.nightjar.cli.format.FormatException;
import io.nightjar.cli.format.JsonLines;
import io.nightjar.cli.format.LineFormat;
import io.nightjar.cli.format.MessagePrinter;
import io.nightjar.cli.format.MessageReader;
import io.nightjar.cli.format.RawLines;
import io.nightjar.cli.format.TextLines;
import io.nightjar.cli.runtime.CommandException;
import io.nightjar.cli.runtime.ExitCode;
import io.nightjar.cli.runtime.Session;
import io.nightjar.cli.runtime.SessionCommand;
import io.nightjar.cli.runtime.Terminal;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * A command that is one socket: makes it, gives it its options and endpoints, and leaves what it
 * says and hears to the type.
 *
 * @param <S> the interface of the socket
 */
@Command(description = SocketCommand.LINES)
abstract class SocketCommand<S extends Socket> extends SessionCommand {
  /** What the help page of each such command says. */
  static final String LINES =
      "%nA message is a line; a tab separates its frames. In a frame \\t, \\n, \\\\ and \\xNN"
          + " stand for a tab, a line feed, a backslash and any byte, when read and when printed.";

  private static final Set<SocketType<?>> SEEN_BY_ROUTERS =
      Set.of(SocketType.REQ, SocketType.DEALER, SocketType.ROUTER);

  private final SocketType<S> type;

  @Option(
      names = "--bind",
      paramLabel = "ADDRESS",
      description = "Accept peers at this address; port 0 or * picks a free one. Repeatable.")
  private List<String> binds = new ArrayList<>();

  @Option(
      names = "--connect",
      paramLabel = "ADDRESS",
      description = "Connect to this address, and again if the connection is lost. Repeatable.")
  private List<String> connects = new ArrayList<>();

  @Option(
      names = {"-n", "--count"},
      paramLabel = "COUNT",
      description =
          "End after this many messages. Where lines are both sent and printed, the printed ones"
              + " count, and 0 only sends.")
  private @Nullable Long count;

  @Option(
      names = "--json",
      description = "A message is a JSON object: {\"frames\":[\"text\",{\"hex\":\"00ff\"}]}.")
  private boolean json;

  @Option(
      names = "--raw",
      description = "A line is one frame of these very bytes, without escapes.")
  private boolean raw;

  @Option(
      names = "--ready",
      description =
          "Print 'ready ADDRESS' on standard error for each address: when bound, when connected.")
  private boolean ready;

  @Option(
      names = "--id",
      paramLabel = "ROUTING_ID",
      description = "The routing id by which ROUTER peers know it: for req, dealer and router.")
  private @Nullable String id;

  @Option(
      names = "--option",
      paramLabel = "NAME=VALUE",
      description = "Set a socket option by its ZeroMQ name, as SNDHWM=10. Repeatable.")
  private List<String> options = new ArrayList<>();

  @Option(
      names = {"-q", "--quiet"},
      order = 91,
      description = "Print no messages.")
  private boolean quiet;

  SocketCommand(SocketType<S> type, Terminal terminal) {
    super(terminal);
    this.type = type;
  }

  @Override
  protected void check() {
    if (binds.isEmpty() && connects.isEmpty()) {
      throw CommandException.usage(
          "no address: give at least one --bind ADDRESS or --connect ADDRESS");
    }
    if (json && raw) {
      throw CommandException.usage("--json and --raw exclude each other");
    }
    Long enough = count;
    if (enough != null && enough < 0) {
      throw CommandException.usage("--count " + enough + ": give 0 or more, or leave it out");
    }
    if (id != null && !SEEN_BY_ROUTERS.contains(type)) {
      throw CommandException.usage(
          "--id: no peer of a " + type + " socket sees it; it is for req, dealer and router");
    }
  }

  @Override
  protected final int run(Session session) throws Exception {
    S socket = session.context().socket(type);
    if (id != null) {
      socket.set(Options.ROUTING_ID, Arguments.bytes(id));
    }
    prepare(socket);
    for (String option : options) {
      SocketOptions.set(socket, option);
    }
    new Endpoints(session, socket, ready).open(binds, connects);
    if (binds.isEmpty()) {
      session.endIfRefused();
    }
    talk(socket, session);
    session.deliver(socket);
    judge(socket);
    return ExitCode.OK;
  }

  /** Does what comes before the options of the command line, bind and connect. */
  void prepare(S socket) {}

  /** Sends and receives until it is done. */
  abstract void talk(S socket, Session session) throws Exception;

  /** Throws {@link CommandException} if what was done, all delivered, is not what was asked for. */
  void judge(S socket) {}

  /** Whether this many messages are enough. */
  final boolean isEnough(long messages) {
    Long enough = count;
    return enough != null && messages >= enough;
  }

  /** A printer to standard output. */
  final MessagePrinter printer() {
    return new MessagePrinter(format(), terminal().out(), quiet);
  }

  /** The messages on standard input, one after the other; null at the end. */
  final Source source() {
    MessageReader reader = new MessageReader(format(), terminal().in());
    return () -> {
      try {
        return reader.next();
      } catch (FormatException e) {
        throw CommandException.failure(String.valueOf(e.getMessage()), e);
      } catch (InterruptedIOException e) {
        throw new InterruptedException();
      } catch (IOException e) {
        throw CommandException.failure("cannot read standard input: " + e.getMessage(), e);
      }
    };
  }

  /** Messages to send. */
  @FunctionalInterface
  interface Source {
    /** The next message, or null if there is none. */
    @Nullable Message next() throws InterruptedException;
  }

  private LineFormat format() {
    return json ? new JsonLines() : raw ? new RawLines() : new TextLines();
  }
}
