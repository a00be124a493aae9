// SPDX-License-Identifier: Apache-2.0
package io.nightjar.examples.modelserver;

import io.nightjar.queue.Codec;
import io.nightjar.queue.NoSuchQueueException;
import io.nightjar.queue.QueueSettingsException;
import io.nightjar.queue.WorkQueue;
import io.nightjar.queue.file.FileQueues;
import io.nightjar.queue.file.Fsync;
import java.time.Duration;
import java.util.Objects;

/** The queue of the requests, as the front end opens it. */
final class RequestQueue {
  private RequestQueue() {}

  /** One that exists is taken as it is, except for what is given, which must agree. */
  static WorkQueue<byte[]> open(Settings settings) {
    try {
      return given(settings).existing().open();
    } catch (NoSuchQueueException e) {
      return make(settings);
    }
  }

  private static WorkQueue<byte[]> make(Settings settings) {
    Duration usual = Duration.ofMillis(Settings.LEASE_MILLIS);
    try {
      return given(settings)
          .capacity(Objects.requireNonNullElse(settings.capacity(), Settings.CAPACITY))
          .lease(Objects.requireNonNullElse(settings.lease(), usual))
          .open();
    } catch (QueueSettingsException e) {
      return given(settings).existing().open(); // somebody else has just made it
    }
  }

  private static WorkQueue.Builder<byte[]> given(Settings settings) {
    WorkQueue.Builder<byte[]> builder = WorkQueue.builder(settings.queue(), Codec.bytes());
    Integer capacity = settings.capacity();
    if (capacity != null) {
      builder.capacity(capacity);
    }
    Duration lease = settings.lease();
    if (lease != null) {
      builder.lease(lease);
    }
    if (settings.queue().startsWith("file:")) {
      // Nobody waits for the answer any more after a power cut. A killed process loses nothing.
      builder.set(FileQueues.FSYNC, Fsync.NONE);
    }
    return builder;
  }
}
