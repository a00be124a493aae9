// SPDX-License-Identifier: Apache-2.0
package io.nightjar.testkit.wire;

import static io.nightjar.SocketType.PULL;
import static io.nightjar.SocketType.REP;
import static io.nightjar.SocketType.ROUTER;
import static io.nightjar.testkit.Zmtp.LONG;
import static io.nightjar.testkit.Zmtp.MORE;
import static io.nightjar.testkit.Zmtp.greeting;
import static io.nightjar.testkit.Zmtp.join;
import static io.nightjar.testkit.Zmtp.signature;
import static io.nightjar.testkit.Zmtp.utf8;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.Message;
import io.nightjar.Options;
import io.nightjar.PullSocket;
import io.nightjar.RepSocket;
import io.nightjar.RouterSocket;
import io.nightjar.Socket;
import io.nightjar.SocketEvent.Accepted;
import io.nightjar.SocketEvent.Disconnected;
import io.nightjar.SocketEvent.HandshakeFailed;
import io.nightjar.testkit.EventLog;
import io.nightjar.testkit.LeakCheck;
import io.nightjar.testkit.RawPeer;
import io.nightjar.testkit.Zmtp;
import java.io.UncheckedIOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A malformed or hostile peer costs its own connection and nothing else. */
final class HostilePeersTest extends WireTest {
  private static final Duration STALL = Duration.ofMillis(150);
  private static final int SILENT = 2000;

  /** Another peer, which must notice nothing. */
  private static void exchange(Socket socket, RawPeer friend) throws InterruptedException {
    friend.sendMessage("", "are you well?");
    expect((RepSocket) socket, "are you well?");
    send((RepSocket) socket, "yes");
    friend.expectMessage("", "yes");
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "GET / HTTP/1.1\r\nHost: localhost\r\nUser-Agent: curl/8\r\nAccept: */*\r\n\r\n",
        "\26\3\1\2\0\1\0\1\374\3\3 a TLS client hello, more or less",
        "SSH-2.0-OpenSSH_9.2\r\n",
        "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
      })
  void otherProtocolsEndWithAReason(String words) throws Exception {
    RepSocket rep = socket(REP);
    RawPeer friend = rawTo(rep).handshake("REQ");
    try (EventLog events = EventLog.of(rep)) {
      rawTo(rep).send(words.getBytes(ISO_8859_1)).shutdownOutput();
      assertThat(events.await(Disconnected.class).reason()).isNotBlank();
      exchange(rep, friend);
    }
  }

  @Test
  void garbageAfterEveryStageEndsWithAReason() throws Exception {
    RepSocket rep = socket(REP);
    RawPeer friend = rawTo(rep).handshake("REQ");
    long seed = System.nanoTime();
    Random random = new Random(seed);
    byte[][] stages = {
      {},
      signature(),
      greeting(3, 1, "NULL"),
      join(greeting(3, 1, "NULL"), Zmtp.command("READY", Zmtp.property("Socket-Type", utf8("REQ"))))
    };
    int count = 0;
    try (EventLog events = EventLog.of(rep)) {
      for (int round = 0; round < 50; round++) {
        for (byte[] stage : stages) {
          byte[] garbage = new byte[1 + random.nextInt(300)];
          random.nextBytes(garbage);
          try (RawPeer raw = RawPeer.connect(rep.lastEndpoint())) {
            raw.send(join(stage, garbage)).shutdownOutput();
            Disconnected end = events.await(Disconnected.class, ++count);
            assertThat(end.reason()).as("with seed %s", seed).isNotBlank();
          }
        }
        // Garbage may happen to be a message; it is no request.
        while (rep.tryReceive() != null) {
          send(rep, "whatever");
        }
        exchange(rep, friend);
      }
    }
  }

  @ParameterizedTest(name = "after {0} bytes")
  @ValueSource(ints = {0, 1, 9, 10, 11, 12, 40, 63, 64, 66, 80})
  void aStallInTheHandshakeEndsAfterItsInterval(int bytes) {
    PullSocket pull = socket(PULL);
    pull.set(Options.HANDSHAKE_IVL, STALL);
    byte[] all =
        join(
            greeting(3, 1, "NULL"),
            Zmtp.command("READY", Zmtp.property("Socket-Type", utf8("PUSH"))));
    try (EventLog events = EventLog.of(pull)) {
      RawPeer raw = rawTo(pull).send(Arrays.copyOf(all, bytes));
      raw.expectEnd();
      HandshakeFailed failed = events.await(HandshakeFailed.class);
      assertThat(failed.code()).isEqualTo(0x0800);
      assertThat(failed.reason()).contains("150 ms").contains("HANDSHAKE_IVL");
    }
  }

  @Test
  void aHandshakeByteByByteDoesNotStretchItsInterval() {
    PullSocket pull = socket(PULL);
    pull.set(Options.HANDSHAKE_IVL, STALL);
    byte[] greeting = greeting(3, 1, "NULL");
    try (EventLog events = EventLog.of(pull)) {
      RawPeer raw = rawTo(pull);
      long start = System.nanoTime();
      for (int i = 0; i < 64 && events.count(HandshakeFailed.class) == 0; i++) {
        sendUnlessEnded(raw, new byte[] {greeting[i]});
        awaitMoment(events);
      }
      assertThat(events.await(HandshakeFailed.class).reason()).contains("HANDSHAKE_IVL");
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
    }
  }

  private static void sendUnlessEnded(RawPeer raw, byte[] bytes) {
    try {
      raw.send(bytes);
    } catch (UncheckedIOException ended) {
      // The event tells, and the test waits for it.
    }
  }

  private static void awaitMoment(EventLog events) {
    long until = System.nanoTime() + Duration.ofMillis(10).toNanos();
    while (events.count(HandshakeFailed.class) == 0 && System.nanoTime() - until < 0) {
      Thread.onSpinWait();
    }
  }

  @Test
  void announcedFramesTakeNoMemoryBeforeTheyCome() throws Exception {
    RouterSocket router = socket(ROUTER);
    List<RawPeer> liars = new ArrayList<>();
    long before = usedMemory();
    for (int i = 0; i < 50; i++) {
      RawPeer raw = rawTo(router).handshake("DEALER");
      raw.sendMessage("hello").send("03 000000003b9aca00").send(new byte[1000]);
      liars.add(raw);
    }
    for (int i = 0; i < 50; i++) {
      assertThat(receive(router).text(1)).isEqualTo("hello");
    }
    for (RawPeer raw : liars) {
      raw.send(new byte[50_000]);
    }
    // 50 GB were announced and 2.5 MB came; some rounding up is fine.
    assertThat(usedMemory() - before).isLessThan(30_000_000);
    RawPeer friend = rawTo(router).handshake("DEALER").sendMessage("well");
    assertThat(receive(router).text(1)).isEqualTo("well");
    friend.close();
  }

  private static long usedMemory() {
    System.gc();
    long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    return heap
        + ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
            .mapToLong(BufferPoolMXBean::getMemoryUsed)
            .sum();
  }

  @Test
  void aFrameThatNoArrayCanHoldEndsTheConnection() {
    PullSocket pull = socket(PULL);
    try (EventLog events = EventLog.of(pull)) {
      rawTo(pull).handshake("PUSH").send("02 0000000100000000").expectEnd();
      assertThat(events.await(Disconnected.class).reason()).contains("4294967296");
    }
  }

  @Test
  void anEndlessMessageOfFramesIsCutOff() {
    PullSocket pull = socket(PULL);
    try (EventLog events = EventLog.of(pull)) {
      RawPeer raw = rawTo(pull).handshake("PUSH");
      byte[] many = {};
      for (int i = 0; i < 500; i++) {
        many = join(many, Zmtp.frame(MORE, new byte[0]));
      }
      byte[] block = join(many, many, many, many);
      long before = usedMemory();
      for (int i = 0; i < 5_000 && events.count(Disconnected.class) == 0; i++) {
        sendUnlessEnded(raw, block);
      }
      assertThat(usedMemory() - before).isLessThan(200_000_000);
      assertThat(events.await(Disconnected.class).reason()).contains("frames");
    }
  }

  @Test
  void oneByteAtATimeIsJustSlow() throws Exception {
    RepSocket rep = socket(REP);
    RawPeer friend = rawTo(rep).handshake("REQ");
    RawPeer raw = rawTo(rep);
    byte[] ready = Zmtp.command("READY", Zmtp.property("Socket-Type", utf8("REQ")));
    raw.sendByteByByte(join(greeting(3, 1, "NULL"), ready));
    raw.expectBytes(64);
    raw.expectCommand("READY");
    byte[] request =
        join(
            Zmtp.frame(MORE, utf8("")),
            Zmtp.command("PING", new byte[] {0, 0, 7}),
            Zmtp.frame(MORE | LONG, utf8("long form")),
            Zmtp.frame(MORE, new byte[300]),
            Zmtp.frame(0, utf8("end")));
    raw.sendByteByByte(request);
    assertThat(raw.expectCommand("PONG")).isEqualTo(new byte[] {7});
    assertThat(receive(rep)).isEqualTo(Message.of(utf8("long form"), new byte[300], utf8("end")));
    send(rep, "slow");
    raw.expectMessage("", "slow");
    exchange(rep, friend);
  }

  @Test
  void everySplitOfAMessageInTwoIsTheSame() throws Exception {
    PullSocket pull = socket(PULL);
    RawPeer raw = rawTo(pull).handshake("PUSH");
    byte[] bytes =
        join(
            Zmtp.frame(MORE, utf8("a")),
            Zmtp.command("NOVELTY", utf8("x")),
            Zmtp.frame(MORE | LONG, utf8("bc")),
            Zmtp.frame(0, utf8("")));
    raw.sendMessage("first");
    expect(pull, "first");
    long expected = pull.stats().peers().get(0).bytesReceived();
    for (int i = 1; i < bytes.length; i++) {
      raw.send(Arrays.copyOf(bytes, i));
      expected += i;
      awaitBytes(pull, expected);
      expected += bytes.length - i;
      assertThat(pull.tryReceive()).as("half a message").isNull();
      raw.send(Arrays.copyOfRange(bytes, i, bytes.length));
      expect(pull, "a", "bc", "");
    }
  }

  /** Waits until a socket's only peer was read so far. */
  private static void awaitBytes(Socket socket, long count) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (socket.stats().peers().get(0).bytesReceived() != count) {
      if (System.nanoTime() - deadline >= 0) {
        throw new AssertionError(
            "expected " + count + " bytes to be read within " + PATIENCE + ": " + socket.stats());
      }
      Thread.onSpinWait();
    }
  }

  @Test
  void aResetInTheMiddleOfAFrameLeavesNoHalfMessage() throws Exception {
    RepSocket rep = socket(REP);
    RawPeer friend = rawTo(rep).handshake("REQ");
    try (EventLog events = EventLog.of(rep)) {
      for (int i = 1; i <= 20; i++) {
        RawPeer raw = rawTo(rep).handshake("REQ");
        raw.sendFrame(MORE, utf8(""))
            .send(Arrays.copyOf(Zmtp.frame(0, new byte[100_000]), i * 4000));
        raw.reset();
        assertThat(events.await(Disconnected.class, i).reason()).isNotBlank();
      }
      assertThat(rep.tryReceive()).isNull();
      exchange(rep, friend);
    }
  }

  @Test
  void aPeerThatReadsNothingHoldsUpNobodyElse() throws Exception {
    RouterSocket router = socket(ROUTER);
    router.set(Options.SNDHWM, 10);
    RawPeer deaf = rawTo(router).greet(1).sendReady("DEALER", utf8("deaf")).sendMessage("hi");
    expect(router, "deaf", "hi");
    RawPeer friend = rawTo(router).greet(1).sendReady("DEALER", utf8("friend")).sendMessage("hi");
    expect(router, "friend", "hi");
    friend.expectCommand("READY");
    for (int i = 0; i < 200; i++) {
      send(router, Message.of(utf8("deaf"), new byte[100_000]));
      send(router, "friend", "message " + i);
      friend.expectMessage("message " + i);
    }
    assertThat(router.stats().dropped()).isPositive();
    deaf.close();
  }

  @Test
  void aFloodOfPingsThatNobodyReadsTakesBoundedMemory() throws Exception {
    RepSocket rep = socket(REP);
    RawPeer friend = rawTo(rep).handshake("REQ");
    RawPeer raw = rawTo(rep).handshake("REQ").patience(Duration.ofSeconds(2));
    long before = usedMemory();
    byte[] pings = {};
    for (int i = 0; i < 1000; i++) {
      pings = join(pings, Zmtp.command("PING", new byte[18]));
    }
    try {
      for (int i = 0; i < 4000; i++) {
        raw.send(pings);
      }
    } catch (AssertionError | UncheckedIOException full) {
      // Nightjar stopped reading, or ended it: 100 MB of PONGs would be the other way.
    }
    exchange(rep, friend);
    assertThat(usedMemory() - before).isLessThan(30_000_000);
  }

  @Test
  void thousandsOfSilentConnectionsEndWithAReasonAndCostNothing() throws Exception {
    LeakCheck leaks = LeakCheck.begin();
    RepSocket rep = socket(REP);
    rep.set(Options.HANDSHAKE_IVL, Duration.ofSeconds(6)).set(Options.BACKLOG, 1000);
    RawPeer friend = rawTo(rep).handshake("REQ");
    exchange(rep, friend);
    int port = Integer.parseInt(rep.lastEndpoint().replaceAll(".*:", ""));
    List<SocketChannel> silent = new ArrayList<>();
    try (EventLog events = EventLog.of(rep)) {
      for (int i = 0; i < SILENT; i++) {
        silent.add(
            SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port)));
        if (i % 3 == 0) {
          silent.get(i).write(ByteBuffer.wrap(signature()));
        }
        if (i % 20 == 0) {
          exchange(rep, friend);
        }
      }
      events.await(Accepted.class, SILENT);
      exchange(rep, friend);
      assertThat(cpuOfNightjarIn(Duration.ofSeconds(1)))
          .as("CPU time of Nightjar's threads in an idle second")
          .isLessThan(Duration.ofMillis(30));
      for (int i = 0; i < 200; i++) {
        exchange(rep, friend);
      }
      HandshakeFailed last = events.await(HandshakeFailed.class, SILENT);
      assertThat(last.reason()).contains("HANDSHAKE_IVL");
      events.await(Disconnected.class, SILENT);
      exchange(rep, friend);
    } finally {
      for (SocketChannel channel : silent) {
        channel.close();
      }
    }
    friend.close();
    rep.close();
    context.close(Duration.ZERO);
    leaks.expectNothingLeft();
  }

  private static Duration cpuOfNightjarIn(Duration span) throws InterruptedException {
    long before = cpuOfNightjar();
    new CountDownLatch(1).await(span.toMillis(), TimeUnit.MILLISECONDS);
    return Duration.ofNanos(cpuOfNightjar() - before);
  }

  private static long cpuOfNightjar() {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long sum = 0;
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().startsWith("nightjar")) {
        sum += Math.max(0, threads.getThreadCpuTime(thread.getId()));
      }
    }
    return sum;
  }
}
