// SPDX-License-Identifier: Apache-2.0
package io.nightjar.wire;

import static io.nightjar.wire.Scripts.ascii;
import static io.nightjar.wire.Scripts.greeting;
import static io.nightjar.wire.Scripts.hex;
import static io.nightjar.wire.Scripts.join;
import static io.nightjar.wire.Scripts.output;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Two handshakes that talk to each other, and one that is talked nonsense to. */
class HandshakePairTest {
  private static final HandshakeConfig REQ =
      HandshakeConfig.of("REQ", 3).withIdentity(ascii("client"));
  private static final HandshakeConfig ROUTER =
      HandshakeConfig.of("ROUTER", 6).withMetadata(Metadata.EMPTY.with("X-Zone", "north"));
  private static final byte[] TRAFFIC = hex("00 02 6869");

  @Test
  void agreeByteByByte() throws ProtocolException {
    assertAgree(() -> 1, false);
    assertAgree(() -> 1, true);
  }

  @Test
  void agreeInLargePieces() throws ProtocolException {
    assertAgree(() -> Integer.MAX_VALUE, false);
    assertAgree(() -> Integer.MAX_VALUE, true);
  }

  @Test
  void agreeInPiecesOfEverySize() throws ProtocolException {
    for (int size = 1; size < 400; size++) {
      int piece = size;
      assertAgree(() -> piece, false);
      assertAgree(() -> piece, true);
    }
  }

  @Test
  void agreeInRandomPieces() throws ProtocolException {
    Random random = new Random(99);
    for (int round = 0; round < 500; round++) {
      assertAgree(() -> 1 + random.nextInt(1 << random.nextInt(8)), round % 2 == 0);
    }
  }

  @Test
  void agreeWhereverTheStreamIsCut() throws ProtocolException {
    byte[] all = transcriptOfReq();
    for (int cut = 0; cut <= all.length; cut++) {
      Handshake router = new Handshake(ROUTER);
      router.start();
      ByteBuffer first = ByteBuffer.wrap(all, 0, cut);
      router.receive(first);
      ByteBuffer second =
          ByteBuffer.wrap(join(Arrays.copyOfRange(all, first.position(), all.length), TRAFFIC));
      router.receive(second);
      assertThat(router.state()).isEqualTo(Handshake.State.COMPLETE);
      assertThat(router.peer().identity()).isEqualTo(ascii("client"));
      assertThat(second.remaining()).isEqualTo(TRAFFIC.length);
    }
  }

  @Test
  void startWithElevenBytesOnOneSideOnly() throws ProtocolException {
    Wire wire =
        new Wire(
            new Handshake(REQ.withMinimumVersion(ProtocolVersion.V3_1)),
            new Handshake(ROUTER),
            () -> 1);
    wire.run();
    wire.assertComplete();
  }

  private static byte[] transcriptOfReq() throws ProtocolException {
    Handshake req = new Handshake(REQ);
    Handshake router = new Handshake(ROUTER);
    Wire wire = new Wire(req, router, () -> Integer.MAX_VALUE);
    wire.run();
    return wire.fromOne.toByteArray();
  }

  private static void assertAgree(Supplier<Integer> sizes, boolean secure)
      throws ProtocolException {
    Handshake req = secure ? new Handshake(REQ, new ScriptedSecurity(false)) : new Handshake(REQ);
    Handshake router =
        secure ? new Handshake(ROUTER, new ScriptedSecurity(true)) : new Handshake(ROUTER);
    Wire wire = new Wire(req, router, sizes);
    wire.run();
    wire.assertComplete();
    assertThat(router.peer().identity()).isEqualTo(ascii("client"));
    assertThat(router.peer().socketType()).isEqualTo("REQ");
    assertThat(router.peer().version()).isEqualTo(ProtocolVersion.V3_1);
    assertThat(router.peer().mechanism()).isEqualTo(secure ? "SCRIPT" : "NULL");
    assertThat(req.peer().socketType()).isEqualTo("ROUTER");
    assertThat(req.peer().identity()).isEmpty();
    assertThat(req.peer().properties().text("x-zone")).isEqualTo("north");
  }

  /** Carries bytes between two handshakes in pieces, until neither has anything left to say. */
  private static final class Wire {
    private final Handshake one;
    private final Handshake other;
    private final Supplier<Integer> sizes;
    private final ByteArrayOutputStream fromOne = new ByteArrayOutputStream();
    private byte[] toOther = {};
    private byte[] toOne = {};

    Wire(Handshake one, Handshake other, Supplier<Integer> sizes) {
      this.one = one;
      this.other = other;
      this.sizes = sizes;
    }

    void run() throws ProtocolException {
      one.start();
      other.start();
      int rounds = 0;
      do {
        assertThat(++rounds).as("rounds").isLessThan(2_000);
        byte[] said = output(one);
        fromOne.writeBytes(said);
        toOther = deliver(other, join(toOther, said));
        toOne = deliver(one, join(toOne, output(other)));
        other.resume(); // The authenticator is quick.
      } while (toOther.length + toOne.length > 0
          || one.state() != Handshake.State.COMPLETE
          || other.state() != Handshake.State.COMPLETE);
    }

    private byte[] deliver(Handshake to, byte[] pending) throws ProtocolException {
      int length = Math.min(pending.length, sizes.get());
      ByteBuffer in = ByteBuffer.wrap(pending, 0, length);
      to.receive(in);
      return Arrays.copyOfRange(pending, in.position(), pending.length);
    }

    void assertComplete() {
      assertThat(one.state()).isEqualTo(Handshake.State.COMPLETE);
      assertThat(other.state()).isEqualTo(Handshake.State.COMPLETE);
      assertThat(output(one)).isEmpty();
      assertThat(output(other)).isEmpty();
    }
  }

  // ---- nonsense ----

  @Test
  void survivesNonsenseAfterEveryPrefix() {
    Random random = new Random(2024);
    byte[] good = join(greeting(3, 1, "NULL"), Scripts.ready("REQ"));
    for (int round = 0; round < 30_000; round++) {
      byte[] bad = new byte[random.nextInt(80)];
      random.nextBytes(bad);
      int prefix = random.nextInt(good.length + 1);
      feed(join(Arrays.copyOf(good, prefix), bad), 1 + random.nextInt(40));
    }
  }

  @Test
  void survivesFlippedBytes() {
    Random random = new Random(2025);
    byte[] good = join(greeting(3, 1, "NULL"), Scripts.ready("REQ"));
    for (int round = 0; round < 30_000; round++) {
      byte[] bad = good.clone();
      for (int i = random.nextInt(3); i >= 0; i--) {
        bad[random.nextInt(bad.length)] = (byte) random.nextInt(256);
      }
      feed(bad, 1 + random.nextInt(40));
    }
  }

  /** Nothing but a ProtocolException may come out. */
  private static void feed(byte[] bytes, int piece) {
    Handshake handshake = new Handshake(ROUTER);
    handshake.start();
    try {
      for (int at = 0; at < bytes.length; at += piece) {
        handshake.receive(ByteBuffer.wrap(bytes, at, Math.min(piece, bytes.length - at)));
      }
      assertThat(handshake.state()).isNotEqualTo(Handshake.State.FAILED);
    } catch (ProtocolException e) {
      assertThat(e.getMessage()).isNotEmpty().hasSizeLessThan(200);
      assertThat(handshake.state()).isEqualTo(Handshake.State.FAILED);
    }
    assertThat(output(handshake)).hasSizeLessThan(200);
  }

  @Test
  void growsWithWhatCameAndNotWithWhatWasAnnounced() {
    HandshakeInput input = new HandshakeInput();
    input.fill(ByteBuffer.allocate(100), 60_000);
    assertThat(input.bytes().capacity()).isLessThan(300);
    input.fill(ByteBuffer.allocate(10_000), 60_000);
    assertThat(input.bytes().capacity()).isLessThan(25_000);
  }

  @Test
  void needsLittleMemoryForEndlessNonsense() {
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    byte[] announced = join(greeting(3, 1, "NULL"), hex("06 0000000000010000"));
    byte[] page = new byte[1024];
    page[0] = 1;
    page[1] = 'X';
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int round = 0; round < 100; round++) {
      Handshake handshake = new Handshake(ROUTER);
      handshake.start();
      try {
        handshake.receive(ByteBuffer.wrap(announced));
        for (int i = 0; i < 10_000; i++) {
          handshake.receive(ByteBuffer.wrap(page));
        }
      } catch (ProtocolException | IllegalStateException e) {
        assertThat(handshake.state()).isEqualTo(Handshake.State.FAILED);
      }
      assertThat(handshake.state()).isEqualTo(Handshake.State.FAILED);
    }
    long each = (threads.getCurrentThreadAllocatedBytes() - before) / 100;
    // 64 KiB announced, reached by doubling, and the little around it.
    assertThat(each).isLessThan(400_000);
  }
}
