// SPDX-License-Identifier: Apache-2.0
package io.nightjar.testkit.stress;

import io.nightjar.Message;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;

/**
 * A message that can be accounted for: who sent it, its number, and some frames whose content
 * follows from these.
 */
record Numbered(int sender, int number) {
  /** The sender of what need not be accounted for. */
  static final int STRANGER = -1;

  private static final int HEAD = 8;

  Message message(Random random) {
    return message(random, 1 + random.nextInt(3));
  }

  Message message(Random random, int extraFrames) {
    byte[][] frames = new byte[1 + extraFrames][];
    frames[0] = head();
    for (int i = 1; i < frames.length; i++) {
      boolean large = random.nextInt(300) == 0;
      frames[i] = new byte[random.nextInt(large ? 200_000 : 300)];
      Arrays.fill(frames[i], (byte) (number + i));
    }
    return Message.wrap(frames);
  }

  byte[] head() {
    return ByteBuffer.allocate(HEAD).putInt(sender).putInt(number).array();
  }

  /** Reads a message that begins at a frame, and checks that it is whole. */
  static Numbered of(Message message, int first) {
    ByteBuffer head = message.buffer(first);
    if (head.remaining() != HEAD) {
      throw new AssertionError("a message does not begin with its head: " + message);
    }
    Numbered numbered = new Numbered(head.getInt(), head.getInt());
    for (int i = first + 1; i < message.size(); i++) {
      for (int j = 0; j < message.length(i); j++) {
        if (message.byteAt(i, j) != (byte) (numbered.number + i - first)) {
          throw new AssertionError("frame " + i + " of " + numbered + " is damaged: " + message);
        }
      }
    }
    return numbered;
  }
}
