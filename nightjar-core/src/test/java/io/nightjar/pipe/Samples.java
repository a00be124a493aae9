// SPDX-License-Identifier: Apache-2.0
package io.nightjar.pipe;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Random messages, with sizes that sit on the borders that matter, and ways to put and take them.
 */
final class Samples {
  private static final int[] SIZES = {
    0, 1, 2, 15, 16, 31, 32, 33, 127, 254, 255, 256, 257, 1000, 4095, 16_384, 65_526, 65_527,
    65_528, 65_536, 70_000, 300_000
  };

  private Samples() {}

  static List<byte[]> message(Random random) {
    int frames = random.nextInt(4) == 0 ? 1 + random.nextInt(5) : 1;
    List<byte[]> message = new ArrayList<>();
    for (int i = 0; i < frames; i++) {
      message.add(frame(random));
    }
    return message;
  }

  private static byte[] frame(Random random) {
    // Mostly small ones, as in life.
    int size = random.nextInt(10) < 7 ? random.nextInt(64) : SIZES[random.nextInt(SIZES.length)];
    byte[] frame = new byte[size];
    random.nextBytes(frame);
    return frame;
  }

  static void put(FrameQueue queue, List<byte[]> message) {
    for (int i = 0; i < message.size(); i++) {
      byte[] frame = message.get(i);
      queue.put(frame, 0, frame.length, i < message.size() - 1);
    }
    queue.commit();
  }

  static List<byte[]> take(FrameReader reader) {
    List<byte[]> message = new ArrayList<>();
    do {
      message.add(reader.toArray());
    } while (reader.nextFrame());
    reader.finish();
    return message;
  }

  static boolean same(List<byte[]> one, List<byte[]> other) {
    return Arrays.deepEquals(one.toArray(), other.toArray());
  }
}
