// SPDX-License-Identifier: Apache-2.0
package io.nightjar.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.Connection;
import io.nightjar.Context;
import io.nightjar.Message;
import io.nightjar.Options;
import io.nightjar.Receiver;
import io.nightjar.Sender;
import io.nightjar.Socket;
import io.nightjar.SocketType;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;

/** A context for each test, which leaves no thread behind. */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
abstract class EngineTest {
  /** The longest wait for what must happen. */
  static final Duration SOON = Duration.ofSeconds(5);

  /** How long to watch that something does not happen. */
  static final Duration WHILE = Duration.ofMillis(40);

  private static final AtomicInteger NUMBER = new AtomicInteger();

  final String prefix = getClass().getSimpleName() + NUMBER.incrementAndGet();
  final Context context = Context.builder().threadNamePrefix(prefix).build();

  @AfterEach
  @Timeout(10)
  final void leavesNothingBehind() {
    context.close(Duration.ZERO);
    until("no thread is left", () -> threads().isEmpty());
  }

  /** The names of the threads of this test's context. */
  final List<String> threads() {
    List<String> names = new ArrayList<>();
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().startsWith(prefix + "-")) {
        names.add(thread.getName());
      }
    }
    return names;
  }

  static void until(String what, Callable<Boolean> condition) {
    Awaitility.await(what)
        .atMost(SOON)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(1))
        .until(condition);
  }

  final <S extends Socket> S socket(SocketType<S> type) {
    return context.socket(type);
  }

  /** Binds one and connects the other, and waits until they know each other. */
  static Connection link(Socket binding, Socket connecting, String endpoint)
      throws InterruptedException {
    return join(binding, connecting, binding.bind(endpoint).address());
  }

  /** Connects to a socket that is bound, and waits until they know each other. */
  static Connection join(Socket bound, Socket connecting, String address)
      throws InterruptedException {
    int before = bound.stats().peers().size();
    Connection connection = connecting.connect(address);
    assertThat(connection.ready(SOON)).as("connection to %s is ready", address).isTrue();
    assertThat(bound.awaitPeers(before + 1, SOON)).as("peer at %s", address).isTrue();
    return connection;
  }

  /** An endpoint at which nobody listens. */
  static String nobodysPort() throws IOException {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return "tcp://127.0.0.1:" + server.getLocalPort();
    }
  }

  /** The next message as text, which must come soon. */
  static String next(Receiver receiver) throws InterruptedException {
    Message message = receiver.tryReceive(SOON);
    assertThat(message).as("a message").isNotNull();
    return message.toText();
  }

  /** So many messages as texts, which must come soon. */
  static List<String> next(Receiver receiver, int count) throws InterruptedException {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      texts.add(next(receiver));
    }
    return texts;
  }

  static void assertNothingComes(Receiver receiver) throws InterruptedException {
    assertThat(receiver.tryReceive(WHILE)).as("nothing comes").isNull();
  }

  /** Sends until nothing more is taken for a while; gives the number. */
  static int fill(Sender sender, Message message, int most) throws InterruptedException {
    int count = 0;
    int refusals = 0;
    // A Unix domain socket may take bytes before the selector says so: one refusal is not enough.
    while (count < most && refusals < 10) {
      if (sender.trySend(message, Duration.ofMillis(40))) {
        count++;
        refusals = 0;
      } else {
        refusals++;
      }
    }
    return count;
  }

  /** So small queues that a few messages fill them. */
  static <S extends Socket> S narrow(S socket, int limit) {
    socket.set(Options.SNDHWM, limit);
    socket.set(Options.RCVHWM, limit);
    // And small buffers of the kernel, which else grow while one looks.
    socket.set(Options.SNDBUF, 32 * 1024);
    socket.set(Options.RCVBUF, 32 * 1024);
    return socket;
  }
}
