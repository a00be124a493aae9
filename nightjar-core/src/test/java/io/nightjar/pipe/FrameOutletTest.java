// SPDX-License-Identifier: Apache-2.0
package io.nightjar.pipe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameOutletTest {
  private final ChunkPool pool = new ChunkPool();
  private final FrameQueue queue =
      new FrameQueue(pool, MemoryBudget.unlimited(), 0, Chunk.STANDARD);
  private final FrameOutlet outlet = new FrameOutlet(queue);

  /** Takes a random number of bytes, sometimes none. */
  private static final class Throttled implements WritableByteChannel {
    private final ByteArrayOutputStream taken = new ByteArrayOutputStream();
    private final Random random;

    Throttled(Random random) {
      this.random = random;
    }

    @Override
    public int write(ByteBuffer source) {
      int most = random.nextInt(3) == 0 ? 0 : random.nextInt(50_000);
      int count = Math.min(most, source.remaining());
      byte[] part = new byte[count];
      source.get(part);
      taken.writeBytes(part);
      return count;
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void close() {}
  }

  private static List<List<byte[]>> decode(byte[] bytes) throws Exception {
    FrameQueue queue = new FrameQueue(new ChunkPool(), MemoryBudget.unlimited(), 0, Chunk.STANDARD);
    FrameIntake intake = new FrameIntake(queue, (memory, index, length) -> {}, -1);
    intake.take(ByteBuffer.wrap(bytes));
    FrameReader reader = new FrameReader(queue);
    List<List<byte[]>> messages = new ArrayList<>();
    while (reader.next()) {
      messages.add(Samples.take(reader));
    }
    return messages;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void writesAllMessagesWhereverTheChannelStops(long seed) throws Exception {
    Random random = new Random(seed);
    Throttled channel = new Throttled(random);
    List<List<byte[]>> sent = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      List<byte[]> message = Samples.message(random);
      Samples.put(queue, message);
      sent.add(message);
      if (random.nextInt(3) == 0 && outlet.writeTo(channel)) {
        outlet.tidy(random.nextBoolean());
      }
    }
    while (!outlet.writeTo(channel)) {
      assertThat(queue.size()).isPositive();
    }
    outlet.tidy(false);
    assertThat(queue.size()).isZero();
    assertThat(pool.inUse()).isZero();
    List<List<byte[]>> received = decode(channel.taken.toByteArray());
    assertThat(received).hasSameSizeAs(sent);
    for (int i = 0; i < sent.size(); i++) {
      assertThat(Samples.same(received.get(i), sent.get(i))).as("message %d", i).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void neverSendsHalfAMessageOrOneTwiceOverSeveralConnections(long seed) throws Exception {
    Random random = new Random(seed);
    List<List<byte[]>> sent = new ArrayList<>();
    List<List<byte[]>> received = new ArrayList<>();
    int lost = 0;
    for (int connection = 0; connection < 40; connection++) {
      Throttled channel = new Throttled(random);
      for (int i = 0; i < 30; i++) {
        List<byte[]> message = Samples.message(random);
        Samples.put(queue, message);
        sent.add(message);
        outlet.writeTo(channel);
      }
      lost += outlet.skipPartial();
      received.addAll(decode(channel.taken.toByteArray()));
    }
    Throttled last = new Throttled(random);
    boolean all = false;
    while (!all) {
      all = outlet.writeTo(last);
    }
    received.addAll(decode(last.taken.toByteArray()));
    assertThat(received.size() + lost).isEqualTo(sent.size());
    assertThat(queue.size()).isZero();
    int next = 0;
    for (List<byte[]> message : received) {
      while (!Samples.same(message, sent.get(next))) {
        next++;
      }
      next++;
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 10, 1000})
  void tellsOfRoomAsMessagesAreWhollyWritten(int limit) throws IOException {
    FrameQueue bounded = new FrameQueue(pool, MemoryBudget.unlimited(), limit, Chunk.STANDARD);
    FrameOutlet writer = new FrameOutlet(bounded);
    while (bounded.hasRoom()) {
      bounded.put(new byte[8], 0, 8, false);
      bounded.commit();
    }
    assertThat(bounded.size()).isEqualTo(limit);
    WritableByteChannel five =
        new WritableByteChannel() {
          private int left = 5;

          @Override
          public int write(ByteBuffer source) {
            int count = Math.min(left, source.remaining());
            source.position(source.position() + count);
            left -= count;
            return count;
          }

          @Override
          public boolean isOpen() {
            return true;
          }

          @Override
          public void close() {}
        };
    assertThat(writer.writeTo(five)).isFalse();
    assertThat(bounded.hasRoom()).isFalse();
    assertThat(bounded.size()).isEqualTo(limit);
    assertThat(writer.skipPartial()).isEqualTo(1);
    assertThat(bounded.hasRoom()).isTrue();
  }
}
