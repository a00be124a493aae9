// SPDX-License-Identifier: Apache-2.0
package io.nightjar.benchmarks.scale;

import io.nightjar.benchmarks.harness.Cost;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The far process, as the measuring one sees it. It ends with its standard input. */
final class Far {
  private final Process process;
  private final BufferedReader answers;

  private Far(Process process) {
    this.process = process;
    this.answers = process.inputReader(StandardCharsets.UTF_8);
  }

  /** Starts it with the same program and the same point. */
  static Far start(Point point) throws IOException {
    String java = ProcessHandle.current().info().command().orElse("java");
    List<String> command = new ArrayList<>();
    command.add(java);
    command.add("-cp");
    command.add(System.getProperty("java.class.path", ""));
    command.add(Scale.class.getName());
    command.addAll(point.arguments());
    command.add("role=far");
    return new Far(
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
  }

  void tell(String command) throws IOException {
    process.getOutputStream().write((command + "\n").getBytes(StandardCharsets.UTF_8));
    process.getOutputStream().flush();
  }

  String answer() throws IOException {
    String line = answers.readLine();
    if (line == null) {
      throw new EOFException("the far side has ended");
    }
    return line;
  }

  String ask(String command) throws IOException {
    tell(command);
    return answer();
  }

  long number(String command) throws IOException {
    return Long.parseLong(ask(command));
  }

  /** Messages a second that it received, after a warm-up. */
  double rate(double warm, double seconds) throws IOException, InterruptedException {
    Cost.pause(warm);
    long before = number("count");
    long start = System.nanoTime();
    Cost.pause(seconds);
    long count = number("count") - before;
    return count * 1e9 / (System.nanoTime() - start);
  }

  long pid() {
    return process.pid();
  }
}
