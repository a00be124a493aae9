// SPDX-License-Identifier: Apache-2.0
package io.nightjar.cli.sockets;

import io.nightjar.Message;
import io.nightjar.cli.child.Shell;
import io.nightjar.cli.runtime.Terminal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Runs a shell command for each request and replies what it prints, less one last line feed; that
 * of a command that fails too, with a word on standard error.
 */
final class CommandAnswer implements Answer {
  private final String command;
  private final Terminal terminal;
  private volatile @Nullable Process running;

  CommandAnswer(String command, Terminal terminal) {
    this.command = command;
    this.terminal = terminal;
  }

  @Override
  public Message to(Message request) throws IOException, InterruptedException {
    byte[] body = TemplateAnswer.join(request);
    Process process = start(body);
    running = process;
    try {
      Shell.feed(process, body);
      byte[] output = process.getInputStream().readAllBytes();
      int code = process.waitFor();
      if (code != 0) {
        terminal.complain("'" + command + "' ended with exit code " + code);
      }
      return Message.wrap(withoutLineFeed(output));
    } finally {
      stop();
    }
  }

  /** Ends the command that runs, if one does, with what the shell has started. */
  void stop() {
    Process process = running;
    if (process != null) {
      Shell.end(process);
    }
  }

  private Process start(byte[] body) throws IOException {
    ProcessBuilder builder = Shell.command(command);
    builder.redirectError(ProcessBuilder.Redirect.INHERIT);
    String text = new String(body, StandardCharsets.UTF_8);
    if (text.indexOf('\0') < 0) { // the environment cannot hold it
      builder.environment().put("NIGHTJAR_REQUEST", text);
    }
    return builder.start();
  }

  private static byte[] withoutLineFeed(byte[] output) {
    int end = output.length;
    if (end > 0 && output[end - 1] == '\n') {
      end--;
      if (end > 0 && output[end - 1] == '\r') {
        end--;
      }
    }
    return Arrays.copyOf(output, end);
  }
}
