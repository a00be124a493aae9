// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue;

import static java.nio.charset.StandardCharsets.UTF_8;

/** The codecs that need no library. */
final class PlainCodecs {
  static final Codec<byte[]> BYTES =
      new Codec<>() {
        @Override
        public byte[] encode(byte[] value) {
          return value.clone();
        }

        @Override
        public byte[] decode(byte[] bytes) {
          return bytes;
        }

        @Override
        public String toString() {
          return "Codec.bytes()";
        }
      };

  static final Codec<String> TEXT =
      new Codec<>() {
        @Override
        public byte[] encode(String value) {
          return value.getBytes(UTF_8);
        }

        @Override
        public String decode(byte[] bytes) {
          return new String(bytes, UTF_8);
        }

        @Override
        public String toString() {
          return "Codec.text()";
        }
      };

  private PlainCodecs() {}
}
