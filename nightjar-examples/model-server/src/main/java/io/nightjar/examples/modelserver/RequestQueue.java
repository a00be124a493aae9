// SPDX-License-Identifier: Apache-2.0
package io.nightjar.examples.modelserver;

import io.nightjar.queue.Codec;
import io.nightjar.queue.WorkQueue;
import io.nightjar.queue.file.FileQueues;
import io.nightjar.queue.file.Fsync;

/** The queue of the requests, as the front end opens it. */
final class RequestQueue {
  private RequestQueue() {}

  static WorkQueue<byte[]> open(Settings settings) {
    WorkQueue.Builder<byte[]> builder =
        WorkQueue.builder(settings.queue(), Codec.bytes())
            .capacity(settings.capacity())
            .lease(settings.lease());
    if (settings.queue().startsWith("file:")) {
      // Nobody waits for the answer any more after a power cut. A killed process loses nothing.
      builder.set(FileQueues.FSYNC, Fsync.NONE);
    }
    return builder.open();
  }
}
