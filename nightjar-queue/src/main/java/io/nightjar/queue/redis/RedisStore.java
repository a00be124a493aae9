// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.redis;

import io.nightjar.queue.QueueClosedException;
import io.nightjar.queue.QueueSettings;
import io.nightjar.queue.spi.Claim;
import io.nightjar.queue.spi.Deadline;
import io.nightjar.queue.spi.Entry;
import io.nightjar.queue.spi.Outcome;
import io.nightjar.queue.spi.QueueStore;
import io.nightjar.queue.spi.StoreCounts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The queue, or its dead letters, seen from one handle. */
final class RedisStore implements QueueStore {
  private final RedisHandle handle;

  /** Whose dead letters these are; null if this is the queue itself. */
  private final @Nullable RedisStore queue;

  private final boolean dead;
  private final RedisClaims claims;
  private final AtomicLong expired = new AtomicLong();
  private final AtomicLong expiredDead = new AtomicLong();
  private final AtomicBoolean closed = new AtomicBoolean();

  RedisStore(RedisHandle handle) {
    this(handle, null);
  }

  private RedisStore(RedisHandle handle, @Nullable RedisStore queue) {
    this.handle = handle;
    this.queue = queue;
    this.dead = queue != null;
    this.claims = new RedisClaims(handle, dead, this);
  }

  @Override
  public QueueSettings settings() {
    return handle.settings();
  }

  @Override
  public int put(List<Entry> entries, Deadline deadline) throws InterruptedException {
    return new RedisPut(handle, entries).run(deadline);
  }

  @Override
  public List<Claim> claim(int max, Deadline deadline) throws InterruptedException {
    return claims.claim(max, deadline);
  }

  @Override
  public boolean settle(Claim claim, Outcome outcome) {
    Lease lease = claim.token(Lease.class);
    Arguments arguments = handle.arguments(dead).add(lease.name());
    if (outcome instanceof Outcome.Back back) {
      arguments.add("back").add(Millis.of(back.delay())).add(back.counted());
      arguments.add(back.reason() == null ? "" : "r" + back.reason());
    } else if (outcome instanceof Outcome.Dead end) {
      arguments.add("dead").add(0).add(true).add("r" + end.reason());
    } else {
      arguments.add("done").add(0).add(true).add("");
    }
    return end(Script.SETTLE, lease, arguments);
  }

  @Override
  public List<Claim> done(List<Claim> claims) {
    checkOpen();
    Arguments arguments = handle.arguments(dead);
    claims.forEach(claim -> arguments.add(claim.token(Lease.class).name()));
    return handle.callQuietly(
        (jedis, again) -> {
          Reply reply = new Reply(handle.run(jedis, Script.DONE, arguments));
          ended(reply.number(0), reply.number(1));
          List<Claim> late = new ArrayList<>();
          for (int i = 2; i < reply.size(); i++) {
            Claim claim = claims.get((int) reply.number(i));
            if (!isEndedHere(claim.token(Lease.class), again)) {
              late.add(claim);
            }
          }
          return late;
        });
  }

  @Override
  public boolean extend(Claim claim, Duration length) {
    Lease lease = claim.token(Lease.class);
    long asked = System.nanoTime();
    boolean held =
        end(Script.EXTEND, lease, handle.arguments(dead).add(lease.name()).add(Millis.of(length)));
    if (held) {
      lease.extended(asked, length);
    }
    return held;
  }

  /**
   * Whether a lease that the server does not know was ended by an earlier try that got no answer:
   * so it is if the time of the lease is not over.
   */
  private static boolean isEndedHere(Lease lease, boolean again) {
    return again && lease.isSure();
  }

  /** False if the lease had ended. */
  private boolean end(Script script, Lease lease, Arguments arguments) {
    checkOpen();
    return handle.callQuietly(
        (jedis, again) -> {
          Reply reply = new Reply(handle.run(jedis, script, arguments));
          ended(reply.number(1), reply.number(2));
          return reply.number(0) == 1 || isEndedHere(lease, again);
        });
  }

  /**
   * Lets leases that ended bring dead letters, if this is about those; gives the milliseconds to
   * the next such end, or -1.
   */
  long sweep() {
    return queue == null ? -1 : queue.count().number(6);
  }

  private Reply count() {
    checkOpen();
    long next = sweep();
    assert next >= -1;
    Reply reply =
        new Reply(
            handle.callQuietly(
                (jedis, again) -> handle.run(jedis, Script.COUNTS, handle.arguments(dead))));
    ended(reply.number(3), reply.number(4));
    return reply;
  }

  @Override
  public StoreCounts counts() {
    Reply reply = count();
    return new StoreCounts(
        reply.number(0), reply.number(1), reply.number(2), expired.get(), expiredDead.get());
  }

  @Override
  public void finish() {
    handle.callQuietly((jedis, again) -> handle.run(jedis, Script.FINISH, handle.arguments(dead)));
  }

  @Override
  public boolean isFinished() {
    return count().number(5) == 1;
  }

  @Override
  public boolean awaitDone(Deadline deadline) throws InterruptedException {
    try (RedisWait wait = new RedisWait(handle, dead, ":watchers", deadline)) {
      while (true) {
        checkOpen();
        Arguments arguments = wait.describe(handle.arguments(dead));
        Reply reply =
            new Reply(handle.call((jedis, again) -> handle.run(jedis, Script.WATCH, arguments)));
        wait.answered();
        ended(reply.number(1), reply.number(2));
        if (reply.number(0) == 0) {
          wait.satisfied();
          return true;
        } else if (deadline.isOver()) {
          return false;
        }
        wait.pause(reply.number(3));
      }
    }
  }

  @Override
  public QueueStore deadLetters() {
    return new RedisStore(handle, this);
  }

  /** Counts leases that ended, and those of them that left a dead letter. */
  void ended(long leases, long deadOnes) {
    expired.addAndGet(leases);
    expiredDead.addAndGet(deadOnes);
  }

  void checkOpen() {
    handle.checkOpen();
    if (closed.get()) {
      throw new QueueClosedException(
          "this handle on the dead letters of " + handle.address() + " is closed");
    }
  }

  @Override
  public void close() {
    if (handle.isClosed() || !closed.compareAndSet(false, true)) {
      return;
    }
    if (dead) {
      handle.closeDead();
    } else {
      handle.close();
    }
  }
}
