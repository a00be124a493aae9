// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.file;

import io.nightjar.queue.QueueOption;
import java.time.Duration;
import java.util.Set;

/**
 * The options of queues {@code file:/path}. They hold for one process: its first handle on a file
 * decides, and a later one with other options is refused.
 */
public final class FileQueues {
  /** When what was put is forced to the disk; before {@code put} returns if not set. */
  public static final QueueOption<Fsync> FSYNC =
      new QueueOption<>("fsync", Fsync.class, Fsync.ALWAYS);

  /** How long a change may lie unforced with {@link Fsync#INTERVAL}; 100 ms if not set. */
  public static final QueueOption<Duration> FSYNC_INTERVAL =
      new QueueOption<>("fsyncInterval", Duration.class, Duration.ofMillis(100));

  /**
   * The bytes that the tasks may use in the file; without limit if not set. Beyond it the queue is
   * full, as at its capacity. An empty queue takes one task of any size.
   */
  public static final QueueOption<Long> MAX_BYTES =
      new QueueOption<>("maxBytes", Long.class, Long.MAX_VALUE);

  /** How long dead letters are kept; for ever if not set. */
  public static final QueueOption<Duration> RETENTION =
      new QueueOption<>("retention", Duration.class, Duration.ofSeconds(Long.MAX_VALUE));

  static final Set<QueueOption<?>> ALL = Set.of(FSYNC, FSYNC_INTERVAL, MAX_BYTES, RETENTION);

  private FileQueues() {}
}
