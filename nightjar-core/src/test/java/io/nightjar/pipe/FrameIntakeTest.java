// SPDX-License-Identifier: Apache-2.0
package io.nightjar.pipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nightjar.wire.Commands;
import io.nightjar.wire.Frames;
import io.nightjar.wire.ProtocolException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FrameIntakeTest {
  private final ChunkPool pool = new ChunkPool();
  private final FrameQueue queue =
      new FrameQueue(pool, MemoryBudget.unlimited(), 0, Chunk.STANDARD);
  private final FrameReader reader = new FrameReader(queue);
  private final List<String> commands = new ArrayList<>();

  private FrameIntake intake(long maxFrame) {
    return new FrameIntake(
        queue,
        (memory, index, length) -> commands.add(Commands.kindAt(memory, index, length).name()),
        maxFrame);
  }

  /** Gives some bytes in pieces of a size that is asked for each time. */
  private static final class Pieces implements ReadableByteChannel {
    private final ByteBuffer bytes;
    private final java.util.function.IntSupplier size;

    Pieces(byte[] bytes, java.util.function.IntSupplier size) {
      this.bytes = ByteBuffer.wrap(bytes);
      this.size = size;
    }

    @Override
    public int read(ByteBuffer target) {
      if (!bytes.hasRemaining()) {
        return -1;
      }
      int count = Math.min(Math.min(size.getAsInt(), bytes.remaining()), target.remaining());
      target.put(target.position(), bytes, bytes.position(), count);
      target.position(target.position() + count);
      bytes.position(bytes.position() + count);
      return count;
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void close() {}
  }

  private static void encode(ByteArrayOutputStream out, byte[] body, boolean more, boolean longer) {
    ByteBuffer header = ByteBuffer.allocate(Frames.MAX_HEADER);
    int flags = (more ? Frames.MORE : 0) | (longer ? Frames.LONG : 0);
    int end = Frames.putHeader(header, 0, flags, body.length);
    out.write(header.array(), 0, end);
    out.writeBytes(body);
  }

  @ParameterizedTest
  @CsvSource({"1, true", "2, false", "3, true", "4, false", "5, true", "6, false"})
  void findsTheMessagesWhereverTheReadsCutThem(long seed, boolean bothRoles) throws Exception {
    Random random = new Random(seed);
    ByteArrayOutputStream stream = new ByteArrayOutputStream();
    List<List<byte[]>> sent = new ArrayList<>();
    int pings = 0;
    for (int i = 0; i < 400; i++) {
      List<byte[]> message = Samples.message(random);
      sent.add(message);
      for (int j = 0; j < message.size(); j++) {
        encode(stream, message.get(j), j < message.size() - 1, random.nextBoolean());
        if (random.nextInt(5) == 0) {
          stream.writeBytes(Commands.ping(0, new byte[random.nextInt(17)]).array());
          pings++;
        }
      }
    }
    int most = seed == 1 ? 1 : seed == 2 ? 7 : 100_000;
    Pieces channel = new Pieces(stream.toByteArray(), () -> 1 + random.nextInt(most));
    FrameIntake intake = intake(-1);
    List<List<byte[]>> received = new ArrayList<>();
    while (intake.read(channel, bothRoles ? reader : null) >= 0) {
      while (random.nextInt(4) > 0 && reader.next()) {
        received.add(Samples.take(reader));
      }
    }
    while (reader.next()) {
      received.add(Samples.take(reader));
    }
    assertThat(received).hasSameSizeAs(sent);
    for (int i = 0; i < sent.size(); i++) {
      assertThat(Samples.same(received.get(i), sent.get(i))).as("message %d", i).isTrue();
    }
    assertThat(commands).hasSize(pings).allMatch("PING"::equals);
    intake.releaseIfEmpty(reader);
    assertThat(pool.inUse()).isZero();
  }

  @Test
  void doesNotGrowUnderAPeerThatOnlySendsCommands() throws Exception {
    byte[] ping = Commands.ping(0, new byte[10]).array();
    FrameIntake intake = intake(-1);
    for (int i = 0; i < 20_000; i++) {
      intake.take(ByteBuffer.wrap(ping));
    }
    assertThat(commands).hasSize(20_000);
    assertThat(pool.inUse()).isLessThanOrEqualTo(1);
  }

  @Test
  void takesOneChunkForAFrameThatFillsItHoweverSlowlyItComes() throws Exception {
    ByteArrayOutputStream stream = new ByteArrayOutputStream();
    encode(stream, new byte[] {1}, false, false);
    encode(stream, new byte[Chunk.STANDARD - Frames.MAX_HEADER], false, true);
    Pieces channel = new Pieces(stream.toByteArray(), () -> 1);
    FrameIntake intake = intake(-1);
    while (intake.read(channel, null) >= 0) {
      assertThat(pool.inUse()).isLessThanOrEqualTo(2);
    }
    assertThat(Samples.take(next())).containsExactly(new byte[] {1});
    assertThat(Samples.take(next()).get(0)).hasSize(Chunk.STANDARD - Frames.MAX_HEADER);
  }

  private FrameReader next() {
    assertThat(reader.next()).isTrue();
    return reader;
  }

  @Test
  void refusesAFrameAboveTheLimitBeforeItsBodyArrives() {
    ByteBuffer header = ByteBuffer.allocate(9).put((byte) 2).putLong(1001).flip();
    assertThatThrownBy(() -> intake(1000).take(header))
        .isInstanceOf(ProtocolException.class)
        .hasMessageContaining("1001")
        .hasMessageContaining("1000");
  }

  @Test
  void refusesALengthWithTheTopBitSet() {
    ByteBuffer header = ByteBuffer.allocate(9).put((byte) 2).putLong(-5).flip();
    assertThatThrownBy(() -> intake(-1).take(header)).isInstanceOf(ProtocolException.class);
  }

  @Test
  void refusesALengthThatNoArrayHas() {
    ByteBuffer header = ByteBuffer.allocate(9).put((byte) 2).putLong(1L << 40).flip();
    assertThatThrownBy(() -> intake(-1).take(header))
        .isInstanceOf(ProtocolException.class)
        .hasMessageContaining(Long.toString(1L << 40));
  }

  @Test
  void takesNoMoreMemoryThanHasArrivedOfAnAnnouncedGiant() throws Exception {
    long before = usedHeap();
    List<FrameIntake> intakes = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      FrameQueue own = new FrameQueue(pool, MemoryBudget.unlimited(), 0, Chunk.STANDARD);
      FrameIntake intake = new FrameIntake(own, (memory, index, length) -> {}, -1);
      intake.take(ByteBuffer.allocate(9).put((byte) 2).putLong(2_000_000_000).flip());
      intakes.add(intake);
    }
    assertThat(intakes).hasSize(20);
    assertThat(usedHeap() - before).isLessThan(60L << 20);
  }

  private static long usedHeap() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  @Test
  void forgetsAnIncompleteMessageAndKeepsWholeOnes() throws Exception {
    ByteArrayOutputStream stream = new ByteArrayOutputStream();
    encode(stream, new byte[] {1}, false, false);
    encode(stream, new byte[60_000], true, false);
    encode(stream, new byte[60_000], true, false);
    FrameIntake intake = intake(-1);
    intake.take(ByteBuffer.wrap(stream.toByteArray()));
    intake.abandon();
    assertThat(reader.next()).isTrue();
    assertThat(reader.toArray()).containsExactly(1);
    reader.finish();
    assertThat(reader.isReady()).isFalse();
    reader.discardAll();
    assertThat(pool.inUse()).isZero();
  }

  @Test
  void aFrameForWhichThereIsNoMemoryIsTheEndOfItsConnection() throws Exception {
    int length = 100 << 20;
    int most = 20 << 20;
    FrameIntake intake =
        new FrameIntake(
            queue,
            (memory, index, size) -> {},
            -1,
            size -> {
              if (size > most) {
                throw new OutOfMemoryError("this test wants it so");
              }
              return new byte[size];
            });
    byte[] start = new byte[most + 1];
    ByteBuffer.wrap(start).put((byte) 2).putLong(length);
    Pieces pieces = new Pieces(start, () -> 1 << 20);
    assertThatThrownBy(
            () -> {
              while (intake.read(pieces, null) > 0) {
                // Goes on.
              }
            })
        .isInstanceOf(ProtocolException.class)
        .hasMessage("no memory for a frame of " + length + " bytes, see MAXMSGSIZE");
    intake.abandon();
    assertThat(reader.next()).isFalse();
  }

  @Test
  void aReadForWhichTheJdkHasNoMemoryIsTheEndOfItsConnection() {
    ReadableByteChannel channel =
        new ReadableByteChannel() {
          @Override
          public int read(ByteBuffer target) {
            throw new OutOfMemoryError("this test wants it so");
          }

          @Override
          public boolean isOpen() {
            return true;
          }

          @Override
          public void close() {}
        };
    assertThatThrownBy(
            () -> new FrameIntake(queue, (memory, index, size) -> {}, -1).read(channel, null))
        .isInstanceOf(ProtocolException.class)
        .hasMessage("no memory to read from the channel");
  }
}
