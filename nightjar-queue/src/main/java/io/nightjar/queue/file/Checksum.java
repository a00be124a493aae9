// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.file;

import java.util.zip.CRC32C;

/**
 * Finds payloads that the disk changed: SQLite checks how pages hang together, not what they say.
 */
final class Checksum {
  private Checksum() {}

  static int of(byte[] payload) {
    CRC32C sum = new CRC32C();
    sum.update(payload);
    return (int) sum.getValue();
  }
}
