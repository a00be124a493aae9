// SPDX-License-Identifier: Apache-2.0
package io.nightjar.pipe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameQueueTest {
  private final ChunkPool pool = new ChunkPool();

  private FrameQueue queue(int limit) {
    return new FrameQueue(pool, MemoryBudget.unlimited(), limit, Chunk.STANDARD);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void givesBackWhatWasPutInWhateverTheOrderOfCalls(long seed) {
    Random random = new Random(seed);
    FrameQueue queue = queue(0);
    FrameReader reader = new FrameReader(queue);
    Deque<List<byte[]>> model = new ArrayDeque<>();
    for (int i = 0; i < 3000; i++) {
      if (random.nextInt(100) < 52) {
        List<byte[]> message = Samples.message(random);
        Samples.put(queue, message);
        model.add(message);
      } else {
        assertThat(reader.next()).isEqualTo(!model.isEmpty());
        if (!model.isEmpty()) {
          assertThat(Samples.same(Samples.take(reader), model.remove())).isTrue();
        }
      }
      assertThat(queue.size()).isEqualTo(model.size());
    }
    reader.discardAll();
    assertThat(pool.inUse()).isZero();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void nothingIsLeftOfAMessageThatWasAbandoned(long seed) {
    Random random = new Random(seed);
    MemoryBudget budget = MemoryBudget.unlimited();
    FrameQueue queue = new FrameQueue(pool, budget, 0, 1000);
    FrameReader reader = new FrameReader(queue);
    Deque<List<byte[]>> model = new ArrayDeque<>();
    for (int i = 0; i < 3000; i++) {
      List<byte[]> message = Samples.message(random);
      int choice = random.nextInt(100);
      if (choice < 30) {
        long bytes = queue.producedBytes();
        for (byte[] frame : message.subList(0, random.nextInt(message.size() + 1))) {
          queue.putShared(frame, true);
        }
        assertThat(reader.isReady()).isEqualTo(!model.isEmpty());
        queue.abandonIncomplete();
        assertThat(queue.producedBytes()).isEqualTo(bytes);
      } else if (choice < 65) {
        for (int f = 0; f < message.size(); f++) {
          queue.putShared(message.get(f), f < message.size() - 1);
        }
        queue.commit();
        model.add(message);
      } else if (!model.isEmpty()) {
        assertThat(reader.next()).isTrue();
        assertThat(Samples.same(Samples.take(reader), model.remove())).isTrue();
      }
      assertThat(queue.size()).isEqualTo(model.size());
    }
    while (!model.isEmpty()) {
      assertThat(reader.next()).isTrue();
      assertThat(Samples.same(Samples.take(reader), model.remove())).isTrue();
    }
    assertThat(reader.next()).isFalse();
    reader.discardAll();
    assertThat(budget.used()).isZero();
  }

  @Test
  void aReaderOnAnotherThreadSeesNothingOfAbandonedMessages() throws InterruptedException {
    int count = 20_000;
    FrameQueue queue = queue(100);
    FrameReader reader = new FrameReader(queue);
    AtomicReference<Throwable> failure = new AtomicReference<>();
    Thread producer =
        new Thread(
            () -> {
              Random random = new Random(7);
              byte[] junk = new byte[70_000];
              ByteBuffer body = ByteBuffer.allocate(Integer.BYTES);
              for (int i = 0; i < count; i++) {
                while (!queue.hasRoom()) {
                  Thread.onSpinWait();
                }
                for (int f = random.nextInt(4); f > 0; f--) {
                  queue.put(junk, 0, random.nextInt(junk.length), true);
                }
                queue.abandonIncomplete();
                body.putInt(0, i);
                queue.put(body, 0, Integer.BYTES, true);
                queue.put(junk, 0, i % 5000, false);
                queue.commit();
              }
            });
    producer.setUncaughtExceptionHandler((thread, e) -> failure.set(e));
    producer.start();
    for (int i = 0; i < count; i++) {
      while (!reader.next()) {
        assertThat(failure.get()).isNull();
        Thread.onSpinWait();
      }
      assertThat(reader.length()).isEqualTo(Integer.BYTES);
      assertThat(reader.memory().getInt(reader.index())).isEqualTo(i);
      assertThat(reader.nextFrame()).isTrue();
      assertThat(reader.length()).isEqualTo(i % 5000);
      assertThat(reader.hasMore()).isFalse();
      reader.finish();
    }
    producer.join();
    reader.discardAll();
    assertThat(pool.inUse()).isZero();
  }

  @Test
  void showsNothingOfAMessageBeforeItsCommit() {
    FrameQueue queue = queue(0);
    FrameReader reader = new FrameReader(queue);
    byte[] frame = new byte[50_000];
    for (int i = 0; i < 4; i++) {
      queue.put(frame, 0, frame.length, true);
      assertThat(reader.isReady()).isFalse();
    }
    queue.put(frame, 0, 1, false);
    assertThat(reader.isReady()).isFalse();
    queue.commit();
    assertThat(reader.isReady()).isTrue();
    reader.next();
    assertThat(Samples.take(reader)).hasSize(5);
  }

  @Test
  void countsItsBoundInWholeMessagesAndReopensInHalves() {
    FrameQueue queue = queue(10);
    FrameReader reader = new FrameReader(queue);
    for (int i = 0; i < 10; i++) {
      assertThat(queue.hasRoom()).isTrue();
      queue.put(new byte[3], 0, 3, true);
      queue.put(new byte[3], 0, 3, false);
      queue.commit();
    }
    assertThat(queue.hasRoom()).isFalse();
    for (int i = 1; i <= 5; i++) {
      reader.next();
      boolean told = reader.finish();
      assertThat(told).isEqualTo(i == 5);
      assertThat(queue.hasRoom()).isEqualTo(i >= 5);
    }
  }

  @Test
  void goesBackToTheFirstFrame() {
    FrameQueue queue = queue(0);
    FrameReader reader = new FrameReader(queue);
    queue.put(new byte[60_000], 0, 60_000, true);
    queue.put(new byte[] {7}, 0, 1, true);
    queue.put(new byte[60_000], 0, 60_000, false);
    queue.commit();
    reader.next();
    reader.nextFrame();
    reader.nextFrame();
    reader.rewind();
    assertThat(reader.length()).isEqualTo(60_000);
    reader.nextFrame();
    assertThat(reader.toArray()).containsExactly(7);
    reader.finish();
    assertThat(reader.isReady()).isFalse();
  }

  @Test
  void keepsOnlyTheLastMessageWhenAskedTo() {
    FrameQueue queue = queue(0);
    FrameReader reader = new FrameReader(queue);
    for (int i = 0; i < 5; i++) {
      queue.put(new byte[] {(byte) i}, 0, 1, false);
      queue.commit();
    }
    assertThat(reader.keepLast()).isEqualTo(4);
    reader.next();
    assertThat(reader.toArray()).containsExactly(4);
  }

  @Test
  void takesBuffersOfAnyKindFromAnyPosition() {
    FrameQueue queue = queue(0);
    FrameReader reader = new FrameReader(queue);
    ByteBuffer direct = ByteBuffer.allocateDirect(100);
    direct.put(40, new byte[] {1, 2, 3});
    queue.put(direct, 40, 3, false);
    queue.commit();
    reader.next();
    assertThat(reader.toArray()).containsExactly(1, 2, 3);
    ByteBuffer target = ByteBuffer.allocate(10).position(4);
    reader.copyTo(target);
    assertThat(target.position()).isEqualTo(7);
    assertThat(target.get(6)).isEqualTo((byte) 3);
  }

  @Test
  void passesMessagesInOrderBetweenTwoThreads() throws InterruptedException {
    int count = 200_000;
    FrameQueue queue = queue(1000);
    FrameReader reader = new FrameReader(queue);
    AtomicReference<Throwable> failure = new AtomicReference<>();
    Thread producer =
        new Thread(
            () -> {
              ByteBuffer body = ByteBuffer.allocate(Integer.BYTES);
              for (int i = 0; i < count; i++) {
                while (!queue.hasRoom()) {
                  Thread.onSpinWait();
                }
                body.putInt(0, i);
                queue.put(body, 0, Integer.BYTES, i % 3 == 0);
                if (i % 3 == 0) {
                  queue.put(new byte[i % 300], 0, i % 300, false);
                }
                queue.commit();
              }
            });
    producer.setUncaughtExceptionHandler((thread, e) -> failure.set(e));
    producer.start();
    for (int i = 0; i < count; i++) {
      while (!reader.next()) {
        Thread.onSpinWait();
      }
      assertThat(reader.memory().getInt(reader.index())).isEqualTo(i);
      assertThat(reader.hasMore()).isEqualTo(i % 3 == 0);
      reader.finish();
    }
    producer.join();
    assertThat(failure.get()).isNull();
    reader.discardAll();
    assertThat(pool.inUse()).isZero();
  }

  @Test
  void aStreamTakesALargeChunkOnceASmallOneDidNotDo() throws Exception {
    MemoryBudget budget = MemoryBudget.unlimited();
    FrameQueue queue = new FrameQueue(pool, budget, 0, Chunk.STANDARD);
    FrameOutlet outlet = new FrameOutlet(queue);
    WritableByteChannel nowhere = Channels.newChannel(OutputStream.nullOutputStream());
    byte[] body = new byte[100];
    queue.expectMany(true);
    putAll(queue, body, 10);
    assertThat(budget.used()).isEqualTo(Chunk.SMALL);
    putAll(queue, body, 40);
    assertThat(budget.used()).isEqualTo(Chunk.SMALL + Chunk.STANDARD);
    assertThat(outlet.writeTo(nowhere)).isTrue();
    outlet.tidy(false);
    assertThat(budget.used()).isZero();
    putAll(queue, body, 1);
    assertThat(budget.used()).as("it was needed before").isEqualTo(Chunk.STANDARD);
    assertThat(outlet.writeTo(nowhere)).isTrue();
    outlet.tidy(false);
    queue.expectMany(false);
    putAll(queue, body, 1);
    assertThat(budget.used()).as("the stream is over").isEqualTo(Chunk.SMALL);
  }

  private static void putAll(FrameQueue queue, byte[] body, int count) {
    for (int i = 0; i < count; i++) {
      queue.put(body, 0, body.length, false);
      queue.commit();
    }
  }
}
