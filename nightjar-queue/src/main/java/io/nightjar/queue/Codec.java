// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue;

/**
 * Turns values into bytes and back, for queues that store bytes. Used by many threads at once.
 *
 * @param <T> the values
 */
public interface Codec<T> {
  /** The bytes of a value. The array is the queue's from then on. */
  byte[] encode(T value);

  /**
   * The value of some bytes; throws if they are none. Then the task goes to the dead letters, with
   * the text of the exception as the reason, and whoever takes gets the next one.
   */
  T decode(byte[] bytes);

  /** Bytes as they are. */
  static Codec<byte[]> bytes() {
    return PlainCodecs.BYTES;
  }

  /** Text in UTF-8. */
  static Codec<String> text() {
    return PlainCodecs.TEXT;
  }
}
