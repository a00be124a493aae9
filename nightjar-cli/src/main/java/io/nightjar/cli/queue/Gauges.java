// SPDX-License-Identifier: Apache-2.0
package io.nightjar.cli.queue;

import io.nightjar.cli.format.JsonObject;
import io.nightjar.queue.QueueFeature;
import io.nightjar.queue.QueueSettings;
import io.nightjar.queue.QueueStats;
import io.nightjar.queue.RetryDelay;
import io.nightjar.queue.WorkQueue;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads how much is in a queue. */
final class Gauges {
  /** What a queue of this kind cannot count. */
  private static final long UNKNOWN = -1;

  private final WorkQueue<byte[]> queue;
  private final @Nullable WorkQueue<byte[]> dead;

  Gauges(WorkQueue<byte[]> queue) {
    this.queue = queue;
    this.dead = deadLetters(queue);
  }

  private static @Nullable WorkQueue<byte[]> deadLetters(WorkQueue<byte[]> queue) {
    return queue.has(QueueFeature.DEAD_LETTERS) ? queue.deadLetters() : null;
  }

  /** How much there is now. */
  Reading now() {
    QueueStats stats = queue.stats();
    return new Reading(
        stats.ready(),
        stats.delayed(),
        stats.inProgress(),
        dead == null ? UNKNOWN : dead.size(),
        queue.has(QueueFeature.CAPACITY) ? queue.remainingCapacity() : UNKNOWN,
        queue.isFinished());
  }

  /**
   * How much there was.
   *
   * @param room tasks that there is room for
   */
  record Reading(
      long ready, long delayed, long inProgress, long dead, long room, boolean finished) {
    /** Everything, for people. */
    List<String> text(WorkQueue<byte[]> queue) {
      QueueSettings made = queue.settings();
      List<String> lines = new ArrayList<>();
      lines.add(queue.address());
      lines.add(row("ready", ready));
      lines.add(row("delayed", delayed));
      lines.add(row("in progress", inProgress));
      lines.add(row("dead letters", dead));
      lines.add(row("room for", room));
      lines.add(row("finished", queue.has(QueueFeature.FINISH) ? yesOrNo() : "never"));
      lines.add("");
      lines.add(row("order", made.order().name().toLowerCase(Locale.ROOT)));
      lines.add(row("capacity", made.capacity()));
      lines.add(
          row("lease", queue.has(QueueFeature.LEASE) ? made.lease().toMillis() + " ms" : "none"));
      lines.add(row("attempts", made.maxAttempts()));
      RetryDelay retry = made.retryDelay();
      lines.add(row("retry delay", retry.first().toMillis() + " ms"));
      lines.add(row("  each time", retry.factor() + " times"));
      lines.add(row("  up to", retry.most().toMillis() + " ms"));
      lines.add(row("max payload", made.maxPayload() + " B"));
      return lines;
    }

    private String yesOrNo() {
      return finished ? "yes" : "no";
    }

    private static String row(String title, long value) {
      return row(title, shown(value));
    }

    private static String row(String title, String value) {
      return String.format(Locale.ROOT, "  %-14s%12s", title, value);
    }

    private static String shown(long value) {
      return value == UNKNOWN ? "not known" : Long.toString(value);
    }

    /** How much there is, on one line. */
    String line() {
      return "ready "
          + ready
          + "  delayed "
          + delayed
          + "  in progress "
          + shown(inProgress)
          + "  dead letters "
          + shown(dead)
          + (finished ? "  finished" : "");
    }

    /** Everything, for machines; what is not known, or the queue has not, is left out. */
    JsonObject addTo(JsonObject json, WorkQueue<byte[]> queue) {
      QueueSettings made = queue.settings();
      json.put("ready", ready).put("delayed", delayed);
      if (inProgress != UNKNOWN) {
        json.put("inProgress", inProgress);
      }
      if (dead != UNKNOWN) {
        json.put("deadLetters", dead);
      }
      if (room != UNKNOWN) {
        json.put("room", room);
      }
      if (queue.has(QueueFeature.FINISH)) {
        json.put("finished", finished);
      }
      json.put("order", made.order().name().toLowerCase(Locale.ROOT))
          .put("capacity", made.capacity());
      if (queue.has(QueueFeature.LEASE)) {
        json.put("leaseMillis", made.lease().toMillis());
      }
      RetryDelay retry = made.retryDelay();
      return json.put("maxAttempts", made.maxAttempts())
          .put("retryDelayMillis", retry.first().toMillis())
          .put("retryDelayFactor", retry.factor())
          .put("longestRetryDelayMillis", retry.most().toMillis())
          .put("maxPayload", made.maxPayload());
    }
  }
}
