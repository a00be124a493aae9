// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.redis;

import io.nightjar.queue.QueueFinishedException;
import io.nightjar.queue.spi.Claim;
import io.nightjar.queue.spi.Deadline;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** Claims tasks, or dead letters. */
final class RedisClaims {
  private static final Logger LOG = System.getLogger(RedisClaims.class.getName());
  private static final int FINISHED = 1;
  private static final int MORE = 2;
  private static final int FIRST = 5;
  private static final int PARTS = 5;

  private final RedisHandle handle;
  private final boolean dead;
  private final RedisStore store;
  private final AtomicLong calls = new AtomicLong();

  RedisClaims(RedisHandle handle, boolean dead, RedisStore store) {
    this.handle = handle;
    this.dead = dead;
    this.store = store;
  }

  List<Claim> claim(int max, Deadline deadline) throws InterruptedException {
    try (RedisWait wait = new RedisWait(handle, dead, ":takers", deadline)) {
      while (true) {
        store.checkOpen();
        long sweep = store.sweep();
        long call = calls.incrementAndGet();
        Arguments arguments =
            handle
                .arguments(dead)
                .add(max)
                .add(Millis.of(handle.settings().lease()))
                .add(handle.name())
                .add(call);
        wait.describe(arguments);
        long asked = System.nanoTime();
        Reply reply = handle.claim(dead, call, arguments);
        wait.answered();
        store.ended(reply.number(1), reply.number(2));
        warn(reply.text(4));
        List<Claim> claims = read(reply, asked);
        if (reply.number(0) == MORE) {
          continue;
        } else if (!claims.isEmpty()) {
          wait.satisfied();
          return claims;
        } else if (reply.number(0) == FINISHED) {
          wait.satisfied();
          throw new QueueFinishedException(handle.address() + " is finished, and all work is done");
        } else if (deadline.isOver()) {
          return claims;
        }
        wait.pause(earlier(sweep, reply.number(3)));
      }
    }
  }

  /** The earlier one of two times, where negative is never. */
  private static long earlier(long one, long other) {
    return one < 0 ? other : other < 0 ? one : Math.min(one, other);
  }

  private void warn(String lost) {
    if (!lost.isEmpty()) {
      LOG.log(
          Level.WARNING,
          "{0} is damaged: somebody deleted the payload of the tasks {1}; they are lost",
          handle.address(),
          lost);
    }
  }

  private List<Claim> read(Reply reply, long asked) {
    List<Claim> claims = new ArrayList<>();
    for (int i = FIRST; i < reply.size(); i += PARTS) {
      String reason = reply.text(i + 3);
      claims.add(
          new Claim(
              reply.text(i),
              reply.bytes(i + 1),
              Integer.parseInt(reply.text(i + 2)),
              reason.isEmpty() ? null : reason.substring(1),
              new Lease(reply.bytes(i + 4), asked, handle.settings().lease())));
    }
    return claims;
  }
}
