// SPDX-License-Identifier: Apache-2.0
package io.nightjar.testkit.interop;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.nightjar.testkit.ReferencePeers;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A peer in a process of its own, which obeys lines such as {@code send 3 686921 -} and answers
 * each with {@code ok …} or {@code error …}. One process serves all tests of a class.
 */
final class ProcessPeer implements Peer {
  private static final long ANSWER_SECONDS = 30;

  private final String name;
  private final Process process;
  private final Writer toProcess;
  private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();
  private int sockets;

  private ProcessPeer(String name, ProcessBuilder builder) throws IOException {
    this.name = name;
    this.process = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
    this.toProcess = new BufferedWriter(new OutputStreamWriter(process.getOutputStream(), UTF_8));
    Thread reader = new Thread(this::readAnswers, "answers of " + name);
    reader.setDaemon(true);
    reader.start();
  }

  /** libzmq of the system, through pyzmq. */
  static ProcessPeer python() throws IOException {
    return new ProcessPeer(
        "pyzmq", new ProcessBuilder(ReferencePeers.python(), script("peer.py").toString()));
  }

  /** libzmq of the npm package. */
  static ProcessPeer node() throws IOException {
    Path folder = ReferencePeers.node();
    ProcessBuilder builder = new ProcessBuilder("node", script("peer.js").toString());
    builder.environment().put("NODE_PATH", folder.resolve("node_modules").toString());
    return new ProcessPeer("zeromq.js", builder.directory(folder.toFile()));
  }

  private static Path script(String name) throws IOException {
    Path copy = Files.createTempFile("nightjar-", name);
    copy.toFile().deleteOnExit();
    try (InputStream in = ProcessPeer.class.getResourceAsStream(name)) {
      Files.write(copy, in.readAllBytes());
    }
    return copy;
  }

  private void readAnswers() {
    try (BufferedReader in =
        new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        answers.add(line);
      }
    } catch (IOException e) {
      answers.add("error " + e);
    }
    answers.add("error the process ended");
  }

  private synchronized String ask(String line) throws IOException, InterruptedException {
    toProcess.write(line + "\n");
    toProcess.flush();
    String answer = answers.poll(ANSWER_SECONDS, TimeUnit.SECONDS);
    if (answer == null || !answer.startsWith("ok")) {
      String shown = line.length() > 200 ? line.substring(0, 200) + "…" : line;
      throw new AssertionError(name + " was told \"" + shown + "\" and answered: " + answer);
    }
    return answer.substring(2).trim();
  }

  @Override
  public synchronized End open(String socketType) throws Exception {
    String number = String.valueOf(++sockets);
    ask("open " + number + " " + socketType);
    return new ProcessEnd(number, socketType);
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  private final class ProcessEnd implements End {
    private final String number;
    private final String type;

    ProcessEnd(String number, String type) {
      this.number = number;
      this.type = type;
    }

    @Override
    public String type() {
      return type;
    }

    @Override
    public void identity(String id) throws Exception {
      ask("identity " + number + " " + Part.of(id).order());
    }

    @Override
    public String bind(String endpoint) throws Exception {
      return ask("bind " + number + " " + endpoint);
    }

    @Override
    public void connect(String endpoint) throws Exception {
      ask("connect " + number + " " + endpoint);
    }

    @Override
    public void subscribe(String topic) throws Exception {
      ask("subscribe " + number + " " + Part.of(topic).order());
    }

    @Override
    public void unsubscribe(String topic) throws Exception {
      ask("unsubscribe " + number + " " + Part.of(topic).order());
    }

    @Override
    public void send(List<Part> frames) throws Exception {
      ask(
          "send "
              + number
              + " "
              + frames.stream().map(Part::order).collect(Collectors.joining(" ")));
    }

    @Override
    public @Nullable List<String> receive(Duration timeout) throws Exception {
      String answer = ask("receive " + number + " " + timeout.toMillis());
      return answer.equals("none") ? null : List.of(answer.split(" "));
    }

    @Override
    public void close() {
      try {
        ask("close " + number);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
