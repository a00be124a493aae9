// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.redis;

import io.nightjar.queue.QueueFinishedException;
import io.nightjar.queue.QueueUnavailableException;
import io.nightjar.queue.spi.Deadline;
import io.nightjar.queue.spi.Entry;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One put: a few hundred tasks or a megabyte to a script, and a wait while the queue is full. */
final class RedisPut {
  private static final int MOST_ENTRIES = 256;
  private static final long MOST_BYTES = 1 << 20;

  private final RedisHandle handle;
  private final List<Entry> entries;
  private int count;

  /** A try got no answer, and may have put something all the same. */
  private boolean unsure;

  RedisPut(RedisHandle handle, List<Entry> entries) {
    this.handle = handle;
    this.entries = entries;
  }

  /** Gives how many are in. */
  int run(Deadline deadline) throws InterruptedException {
    try (RedisWait wait = new RedisWait(handle, false, ":putters", deadline)) {
      while (count < entries.size()) {
        handle.checkOpen();
        Arguments arguments = handle.arguments(false).add(handle.settings().capacity());
        wait.describe(arguments);
        int wanted = add(arguments);
        long put =
            (Long)
                handle.call(
                    (jedis, again) -> {
                      unsure |= again;
                      return handle.run(jedis, Script.PUT, arguments);
                    });
        wait.answered();
        if (put < 0) {
          wait.satisfied();
          if (count == 0 && unsure) {
            throw notKnown("it was finished", null);
          } else if (count == 0) {
            throw new QueueFinishedException(
                handle.address() + " is finished for good: nothing can be put; use another name");
          }
          return count;
        }
        count += (int) put;
        if (put == wanted) {
          wait.satisfied();
        } else if (deadline.isOver()) {
          if (count == 0 && unsure) {
            throw notKnown("it was full", null);
          }
          return count;
        } else {
          wait.pause(-1);
        }
      }
    } catch (InterruptedException e) {
      if (count == 0 && !unsure) {
        throw e;
      }
      Thread.currentThread().interrupt();
      if (count == 0) {
        throw notKnown("it was full, and then the thread was interrupted", e);
      }
    }
    return count;
  }

  /** What was put by a try whose answer is lost may have filled the queue for the next one. */
  private QueueUnavailableException notKnown(String found, @Nullable Throwable cause) {
    return new QueueUnavailableException(
        handle.address()
            + ": the connection to Redis broke before it answered a put, and at the next try "
            + found
            + ": it is not known whether the task is in; look for it, or put it again if it may be"
            + " there twice",
        cause);
  }

  private int add(Arguments arguments) {
    int wanted = 0;
    long bytes = 0;
    for (Entry entry : entries.subList(count, entries.size())) {
      if (wanted > 0 && (wanted == MOST_ENTRIES || bytes + entry.payload().length > MOST_BYTES)) {
        break;
      }
      arguments
          .add(entry.how().priority())
          .add(Millis.of(entry.how().delay()))
          .add(entry.payload());
      bytes += entry.payload().length;
      wanted++;
    }
    return wanted;
  }
}
