// SPDX-License-Identifier: Apache-2.0
package io.nightjar.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.pipe.ChunkPool;
import io.nightjar.pipe.FrameIntake;
import io.nightjar.pipe.FrameQueue;
import io.nightjar.pipe.FrameReader;
import io.nightjar.pipe.MemoryBudget;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.Test;

/**
 * Damaged streams of a peer: whatever comes, it is understood or refused with a {@link
 * ProtocolException}, the same wherever reads cut it, within bounds of memory.
 *
 * <p>{@code -Dnightjar.fuzz=SECONDS} sets how long, {@code -Dnightjar.fuzz.seed=NUMBER} runs the
 * one case that a failure names.
 */
class WireFuzzTest {
  private static final int CHUNK = 64 * 1024;
  private static final int[] SIZES = {0, 1, 2, 8, 9, 254, 255, 256, 1000, 65_527, 65_528, 70_000};
  private static final long[] LENGTHS = {
    0, 1, 255, 256, 65_527, 65_528, 1 << 20, Integer.MAX_VALUE, 1L << 32, Long.MAX_VALUE, -1
  };
  private static final String[] NAMES = {
    "PING", "PONG", "SUBSCRIBE", "CANCEL", "READY", "ERROR", "NOVELTY", "JOIN"
  };

  @Test
  void damagedStreamsAreUnderstoodOrRefusedWhereverTheyAreCut() {
    String given = System.getProperty("nightjar.fuzz.seed");
    if (given != null) {
      tryOne(Long.parseLong(given));
      return;
    }
    long first = System.nanoTime();
    long end = first + Integer.getInteger("nightjar.fuzz", 5) * 1_000_000_000L;
    long seed = first;
    do {
      tryOne(seed++);
    } while (System.nanoTime() < end);
  }

  private static void tryOne(long seed) {
    try {
      Random random = new Random(seed);
      byte[] stream = damage(stream(random), random);
      long maxFrame = random.nextBoolean() ? -1 : SIZES[random.nextInt(SIZES.length)];
      String whole =
          new Peer(maxFrame, stream.length).hear(stream, () -> Integer.MAX_VALUE, random);
      int most = 1 + random.nextInt(random.nextBoolean() ? 3 : 5000);
      String cut =
          new Peer(maxFrame, stream.length).hear(stream, () -> 1 + random.nextInt(most), random);
      assertThat(cut).as("cut into pieces of up to %d bytes", most).isEqualTo(whole);
    } catch (Exception | AssertionError e) {
      throw new AssertionError("repeat with -Dnightjar.fuzz.seed=" + seed, e);
    }
  }

  // ---- what is sent ----

  private static byte[] stream(Random random) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int major = random.nextInt(20) == 0 ? random.nextInt(5) : 3;
    out.writeBytes(Scripts.greeting(major, random.nextInt(3), "NULL"));
    out.writeBytes(Scripts.ready(random.nextInt(20) == 0 ? "PUB" : "DEALER"));
    for (int i = random.nextInt(20); i > 0; i--) {
      out.writeBytes(random.nextInt(3) == 0 ? command(random) : frame(random));
    }
    return out.toByteArray();
  }

  private static byte[] frame(Random random) {
    int size = random.nextInt(4) > 0 ? random.nextInt(40) : SIZES[random.nextInt(SIZES.length)];
    return Scripts.frame(
        (random.nextInt(3) == 0 ? 1 : 0) | random.nextInt(2) << 1, bytes(random, size));
  }

  private static byte[] command(Random random) {
    return Scripts.command(NAMES[random.nextInt(NAMES.length)], bytes(random, random.nextInt(30)));
  }

  private static byte[] bytes(Random random, int size) {
    byte[] bytes = new byte[size];
    random.nextBytes(bytes);
    return bytes;
  }

  /** Changes a few places; mostly behind the greeting, which hides all that follows. */
  private static byte[] damage(byte[] stream, Random random) {
    byte[] bytes = stream;
    for (int i = random.nextInt(4); i > 0 && bytes.length > 0; i--) {
      int greeting = random.nextInt(8) == 0 ? 0 : Math.min(64, bytes.length - 1);
      int at = greeting + random.nextInt(bytes.length - greeting);
      int upTo = Math.min(bytes.length, at + 1 + random.nextInt(20));
      byte[] head = Arrays.copyOf(bytes, at);
      byte[] tail = Arrays.copyOfRange(bytes, at, bytes.length);
      bytes =
          switch (random.nextInt(7)) {
            case 0 -> head;
            case 1 -> Scripts.join(head, bytes(random, random.nextInt(12)), tail);
            case 2 -> Scripts.join(head, Arrays.copyOfRange(bytes, upTo, bytes.length));
            case 3 -> Scripts.join(head, Arrays.copyOfRange(bytes, at, upTo), tail);
            case 4 -> Scripts.join(head, header(random), tail);
            default -> {
              tail[0] ^= (byte) (1 << random.nextInt(8));
              yield Scripts.join(head, tail);
            }
          };
    }
    return bytes;
  }

  private static byte[] header(Random random) {
    long length = LENGTHS[random.nextInt(LENGTHS.length)];
    return ByteBuffer.allocate(9).put((byte) random.nextInt(8)).putLong(length).array();
  }

  // ---- who hears it ----

  /** One side of a connection, as the engine puts it together. */
  private static final class Peer {
    private final ChunkPool pool = new ChunkPool();
    private final FrameQueue queue = new FrameQueue(pool, MemoryBudget.unlimited(), 0, CHUNK);
    private final FrameReader reader = new FrameReader(queue);
    private final FrameIntake intake;
    private final Handshake handshake = new Handshake(HandshakeConfig.of("ROUTER", 6));
    private final long mostChunks;
    // Commands are handled as they are scanned, messages when they are whole: two orders.
    private final List<String> commands = new ArrayList<>();
    private final List<String> messages = new ArrayList<>();

    Peer(long maxFrame, int length) {
      this.intake = new FrameIntake(queue, this::command, maxFrame);
      // A chunk is left when it is half full or a large frame comes, which has one of its own.
      this.mostChunks = 4 + 3L * length / CHUNK;
    }

    /** Hears all of a stream in pieces; tells what was understood. */
    String hear(byte[] stream, IntSupplier pieces, Random random) throws IOException {
      Channel channel = new Channel(stream, pieces);
      String end = "the end";
      ByteArrayOutputStream said = new ByteArrayOutputStream();
      try {
        handshake.start();
        greet(channel, said);
        if (handshake.state() == Handshake.State.COMPLETE
            && handshake.peer().version().hasCommands()) {
          talk(channel, random);
        }
      } catch (ProtocolException e) {
        end = e.error() + " " + e.getMessage();
        assertThat(e.getMessage()).hasSizeLessThan(500);
      }
      said.writeBytes(Scripts.output(handshake));
      take();
      intake.abandon();
      reader.discardAll();
      assertThat(pool.inUse()).as("chunks that are left").isZero();
      return handshake.state()
          + " "
          + Arrays.toString(said.toByteArray())
          + commands
          + messages
          + end;
    }

    private void greet(Channel channel, ByteArrayOutputStream said) throws ProtocolException {
      while (handshake.state() == Handshake.State.IN_PROGRESS && channel.isOpen()) {
        ByteBuffer piece = channel.next();
        handshake.receive(piece);
        said.writeBytes(Scripts.output(handshake));
        if (handshake.state() == Handshake.State.COMPLETE
            && handshake.peer().version().hasCommands()) {
          intake.take(piece);
        }
      }
    }

    private void talk(Channel channel, Random random) throws IOException, ProtocolException {
      while (intake.read(channel, random.nextBoolean() ? reader : null) >= 0) {
        assertThat(pool.inUse()).as("chunks in use").isLessThanOrEqualTo(mostChunks);
        if (random.nextBoolean()) {
          take();
        }
      }
    }

    private void take() {
      while (reader.next()) {
        StringBuilder message = new StringBuilder();
        do {
          message.append(reader.length()).append(':').append(Arrays.hashCode(reader.toArray()));
        } while (reader.nextFrame());
        reader.finish();
        messages.add(message.toString());
      }
    }

    private void command(ByteBuffer memory, int index, int length) throws ProtocolException {
      Commands.Kind kind = Commands.kindAt(memory, index, length);
      String told = kind.name();
      switch (kind) {
        case MALFORMED ->
            throw new ProtocolException(
                ProtocolError.ZMTP_MALFORMED_COMMAND_UNSPECIFIED, "a command without a name");
        case PING -> {
          told += Commands.pingTtl(memory, index, length);
          told += Arrays.toString(Commands.pingContext(memory, index, length));
        }
        case ERROR -> told += Commands.errorReason(memory, index, length);
        default -> told += Arrays.toString(Commands.data(memory, index, length));
      }
      commands.add(told);
    }
  }

  /** Gives a stream in pieces. */
  private static final class Channel implements ReadableByteChannel {
    private final ByteBuffer bytes;
    private final IntSupplier pieces;

    Channel(byte[] bytes, IntSupplier pieces) {
      this.bytes = ByteBuffer.wrap(bytes);
      this.pieces = pieces;
    }

    ByteBuffer next() {
      int count = Math.min(pieces.getAsInt(), bytes.remaining());
      ByteBuffer piece = bytes.slice(bytes.position(), count);
      bytes.position(bytes.position() + count);
      return piece;
    }

    @Override
    public int read(ByteBuffer target) {
      if (!bytes.hasRemaining()) {
        return -1;
      }
      int count = Math.min(Math.min(pieces.getAsInt(), bytes.remaining()), target.remaining());
      target.put(bytes.slice(bytes.position(), count));
      bytes.position(bytes.position() + count);
      return count;
    }

    @Override
    public boolean isOpen() {
      return bytes.hasRemaining();
    }

    @Override
    public void close() {}
  }
}
