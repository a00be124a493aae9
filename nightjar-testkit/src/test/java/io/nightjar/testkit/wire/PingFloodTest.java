// SPDX-License-Identifier: Apache-2.0
package io.nightjar.testkit.wire;

import static io.nightjar.SocketType.PULL;
import static io.nightjar.testkit.Zmtp.greeting;
import static io.nightjar.testkit.Zmtp.join;
import static io.nightjar.testkit.Zmtp.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.Message;
import io.nightjar.Options;
import io.nightjar.PullSocket;
import io.nightjar.testkit.Zmtp;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Whoever sends PINGs and takes no PONG is not read any more, and costs nobody anything. */
final class PingFloodTest extends WireTest {
  private static final int PINGS = 100_000;
  private static final long WINDOW_MILLIS = 200;

  /** For both ends: buffers that the system may grow could hold the whole flood. */
  private static final int KERNEL_BUFFER = 1 << 16;

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  @Test
  void aWaitingReceiverSleepsUntilThePongsAreTaken() throws Exception {
    PullSocket pull = socket(PULL);
    pull.set(Options.SNDBUF, KERNEL_BUFFER);
    pull.set(Options.RCVBUF, KERNEL_BUFFER);
    int port = Integer.parseInt(pull.bind(TCP).address().replaceAll(".*:", ""));
    CountDownLatch began = new CountDownLatch(1);
    FutureTask<Message> received =
        new FutureTask<>(
            () -> {
              pull.receive();
              began.countDown();
              return pull.receive();
            });
    Thread receiver = new Thread(received, "receiver");
    receiver.start();
    try (Socket raw = new Socket()) {
      raw.setReceiveBufferSize(KERNEL_BUFFER);
      raw.setSendBufferSize(KERNEL_BUFFER);
      raw.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      OutputStream out = raw.getOutputStream();
      out.write(
          join(
              greeting(3, 1, "NULL"),
              Zmtp.command("READY", Zmtp.property("Socket-Type", utf8("PUSH")))));
      // From its first message on the receiver reads by itself.
      out.write(Zmtp.message(utf8("before")));
      assertThat(began.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
      CompletableFuture<Void> flood = CompletableFuture.runAsync(() -> flood(out));
      Awaitility.await("the receiver sleeps, and the flood is stopped")
          .atMost(PATIENCE.multipliedBy(2))
          .pollDelay(Duration.ZERO)
          .until(() -> isQuiet(pull, receiver));
      assertThat(flood).as("what a peer can send without taking the answers").isNotDone();
      drain(raw.getInputStream(), received);
      flood.join();
      assertThat(received.get().text()).isEqualTo("after all");
    }
  }

  private static void flood(OutputStream out) {
    byte[] ping = Zmtp.command("PING", new byte[18]);
    byte[] many = new byte[ping.length * 100];
    for (int i = 0; i < many.length; i++) {
      many[i] = ping[i % ping.length];
    }
    try {
      for (int i = 0; i < PINGS / 100; i++) {
        out.write(many);
      }
      out.write(Zmtp.message(utf8("after all")));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Whether nothing is read for a while, and that costs nothing. */
  private static boolean isQuiet(PullSocket pull, Thread thread) throws InterruptedException {
    long bytes = bytesRead(pull);
    long before = THREADS.getThreadCpuTime(thread.getId());
    Thread.sleep(WINDOW_MILLIS);
    long used = THREADS.getThreadCpuTime(thread.getId()) - before;
    return bytes > 0
        && bytesRead(pull) == bytes
        && used < TimeUnit.MILLISECONDS.toNanos(WINDOW_MILLIS) / 4;
  }

  private static long bytesRead(PullSocket pull) {
    var peers = pull.stats().peers();
    return peers.isEmpty() ? 0 : peers.get(0).bytesReceived();
  }

  /**
   * Takes PONGs until the message behind the flood has arrived: what the kernel holds of the flood
   * when it is all sent can be as much as stops the reading.
   */
  private static void drain(InputStream in, FutureTask<Message> received) throws IOException {
    byte[] bytes = new byte[1 << 16];
    while (!received.isDone()) {
      if (in.available() > 0) {
        assertThat(in.read(bytes)).isPositive();
      } else {
        Thread.onSpinWait();
      }
    }
  }
}
