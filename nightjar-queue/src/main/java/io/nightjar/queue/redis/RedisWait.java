// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.redis;

import io.nightjar.queue.QueueException;
import io.nightjar.queue.spi.Deadline;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One call that may wait: for tasks, for room, or for the end of all work. The first try does not
 * announce it; only if that is in vain the queue is told who waits.
 */
final class RedisWait implements AutoCloseable {
  /** A wake that got lost, with the process that was to have it, costs no more than this. */
  private static final long LONGEST_MILLIS = 5_000;

  private static final long SHORTEST_LEASE_MILLIS = 20;

  private final RedisHandle handle;
  private final boolean dead;
  private final String set;
  private final Deadline deadline;
  private RedisWaiters.@Nullable Waiter waiter;

  /** The script was asked to remember who waits. */
  private boolean asked;

  /** It may do so still. */
  private boolean registered;

  RedisWait(RedisHandle handle, boolean dead, String set, Deadline deadline)
      throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    this.handle = handle;
    this.dead = dead;
    this.set = set;
    this.deadline = deadline;
  }

  /** Adds who waits, and whether the script is to remember it. */
  Arguments describe(Arguments arguments) {
    asked = waiter != null && !deadline.isOver();
    registered |= asked;
    return arguments.add(waiter == null ? "" : waiter.name()).add(asked);
  }

  /** The script ran, and remembers who waits only if it was asked to. */
  void answered() {
    registered = asked;
  }

  /** The script found what was waited for, and has forgotten who waits. */
  void satisfied() {
    registered = false;
  }

  /** Waits until the next try makes sense; the time is that of the next event, or negative. */
  void pause(long nextMillis) throws InterruptedException {
    if (waiter == null) {
      waiter = handle.waiters().begin();
      return;
    }
    long lease = Math.max(SHORTEST_LEASE_MILLIS, Millis.of(handle.settings().lease()));
    long millis = Math.min(LONGEST_MILLIS, lease);
    if (nextMillis >= 0) {
      millis = Math.min(millis, nextMillis);
    }
    waiter.await(Math.min(deadline.remainingNanos(), TimeUnit.MILLISECONDS.toNanos(millis)));
  }

  @Override
  public void close() {
    if (waiter != null) {
      waiter.close();
      if (registered && !handle.isClosed()) {
        leave(waiter.name());
      }
    }
  }

  private void leave(String name) {
    try {
      handle.callOnce(
          (jedis, again) ->
              handle.run(jedis, Script.LEAVE, handle.arguments(dead).add(set).add(name)));
    } catch (QueueException e) {
      // Who is told in our place finds nobody here, or looks again by himself.
    }
  }
}
