// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.file;

import io.nightjar.queue.QueueSettings;
import java.util.concurrent.TimeUnit;

/** What bounds the file, apart from the settings of the queue. */
record Limits(Fsync fsync, long fsyncNanos, long maxBytes, long retentionMillis) {
  static Limits of(QueueSettings settings) {
    return new Limits(
        settings.get(FileQueues.FSYNC),
        TimeUnit.NANOSECONDS.convert(settings.get(FileQueues.FSYNC_INTERVAL)),
        settings.get(FileQueues.MAX_BYTES),
        TimeUnit.MILLISECONDS.convert(settings.get(FileQueues.RETENTION)));
  }
}
