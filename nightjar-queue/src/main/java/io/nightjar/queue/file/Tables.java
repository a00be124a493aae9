// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.file;

import io.nightjar.queue.QueueSettings;
import io.nightjar.queue.spi.Claim;
import io.nightjar.queue.spi.Outcome;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The rows of tasks, as one transaction changes them: counts what it moves, and collects who is to
 * be woken after the commit. Everything that is due happens first.
 *
 * <p>Belongs to whoever holds the lock of the {@link QueueFile}.
 */
final class Tables {
  private static final int DUE_AT_ONCE = 500;

  private final Db db;
  private final QueueSettings settings;
  private final Limits limits;
  private final LongSupplier clock;

  private final long[] counts = new long[Place.values().length];
  private long last;
  private boolean finished;
  private boolean changed;
  private int rings;
  private long expired;
  private long expiredDead;
  private long now;

  /**
   * @param clock the milliseconds of the wall clock, which all processes and restarts share
   */
  Tables(Db db, QueueSettings settings, Limits limits, LongSupplier clock) {
    this.db = db;
    this.settings = settings;
    this.limits = limits;
    this.clock = clock;
  }

  // ---- the frame of a transaction ----

  void begin() throws SQLException {
    changed = false;
    rings = 0;
    expired = 0;
    expiredDead = 0;
    now = clock.getAsLong();
    db.query(
        row -> {
          for (int i = 0; i < counts.length; i++) {
            counts[i] = row.getLong(i + 1);
          }
          last = row.getLong(6);
          finished = row.getLong(7) != 0;
        },
        "SELECT ready, delayed, claimed, dead, deadClaimed, last, finished FROM tally");
    expire();
  }

  void end() throws SQLException {
    if (changed) {
      db.update(
          "UPDATE tally SET ready = ?, delayed = ?, claimed = ?, dead = ?, deadClaimed = ?,"
              + " last = ?, finished = ?",
          counts[0],
          counts[1],
          counts[2],
          counts[3],
          counts[4],
          last,
          finished ? 1 : 0);
    }
  }

  /** The {@linkplain Kind#bit() kinds} of waits that may be over. */
  int rings() {
    return rings;
  }

  long expired() {
    return expired;
  }

  long expiredDead() {
    return expiredDead;
  }

  // ---- looking ----

  /** Outside of a transaction too. */
  Tally look() throws SQLException {
    Tally[] found = new Tally[1];
    db.query(
        row -> {
          long due = row.getLong(7);
          found[0] =
              new Tally(
                  row.getLong(1),
                  row.getLong(2),
                  row.getLong(3),
                  row.getLong(4),
                  row.getLong(5),
                  row.getLong(6) != 0,
                  row.wasNull() || due == 0 ? Long.MAX_VALUE : due);
        },
        "SELECT ready, delayed, claimed, dead, deadClaimed, finished,"
            + " (SELECT min(due) FROM task WHERE due IS NOT NULL) FROM tally");
    if (found[0] == null) {
      throw new SQLException("the row of counts is missing", "", 11);
    }
    return found[0];
  }

  boolean isFinished() {
    return finished;
  }

  long held() {
    return counts[0] + counts[1] + counts[2];
  }

  private long deadLeft() {
    return waiting(Place.DEAD) + waiting(Place.DEAD_CLAIMED);
  }

  long waiting(Place place) {
    return counts[place.code()];
  }

  // ---- tasks ----

  /** Adds a task; false if there is no room. */
  boolean add(byte[] payload, int priority, Duration delay) throws SQLException {
    if (held() > 0 && (held() >= settings.capacity() || !fits(payload.length))) {
      return false;
    }
    boolean delayed = !delay.isZero();
    Place place = delayed ? Place.DELAYED : Place.READY;
    Long due = delayed ? Long.valueOf(after(delay)) : null;
    db.update(
        "INSERT INTO task VALUES(?, ?, ?, ?, 0, 0, NULL, NULL, ?, ?)",
        ++last,
        place.code(),
        priority,
        due,
        Checksum.of(payload),
        payload);
    count(null, place);
    return true;
  }

  /** Makes a dead letter of a task that was taken out of the table. */
  void keepDead(long id, int priority, Claim claim, int sum, String reason) throws SQLException {
    db.update(
        "INSERT INTO task VALUES(?, ?, ?, ?, ?, 0, NULL, ?, ?, ?)",
        id,
        Place.DEAD.code(),
        priority,
        keptUntil(),
        claim.attempt() + 1,
        reason,
        sum,
        claim.payload());
    count(null, Place.DEAD);
  }

  private boolean fits(long bytes) throws SQLException {
    if (limits.maxBytes() == Long.MAX_VALUE) {
      return true;
    }
    long pages = db.number("PRAGMA page_count") - db.number("PRAGMA freelist_count");
    return pages * db.number("PRAGMA page_size") + bytes <= limits.maxBytes();
  }

  /** Ends a claim; false if somebody else has ended it. */
  boolean settle(Token token, Outcome outcome) throws SQLException {
    boolean dead = token.place() == Place.DEAD_CLAIMED;
    if (outcome instanceof Outcome.Back back) {
      boolean delayed = !dead && !back.delay().isZero();
      Place to = dead ? Place.DEAD : delayed ? Place.DELAYED : Place.READY;
      Long due = delayed ? Long.valueOf(after(back.delay())) : dead ? keptUntil() : null;
      return move(token, to, due, dead || back.counted() ? 0 : 1, back.reason());
    } else if (outcome instanceof Outcome.Dead death) {
      return move(token, Place.DEAD, keptUntil(), 0, death.reason());
    }
    int rows =
        db.update(
            "DELETE FROM task WHERE id = ? AND delivery = ? AND place = ?",
            token.id(),
            token.delivery(),
            token.place().code());
    if (rows == 1) {
      count(token.place(), null);
    }
    return rows == 1;
  }

  private boolean move(
      Token token, Place to, @Nullable Long due, int uncounted, @Nullable String reason)
      throws SQLException {
    int rows =
        db.update(
            "UPDATE task SET place = ?, due = ?, attempt = attempt - ?, reason = coalesce(?, reason),"
                + " member = NULL WHERE id = ? AND delivery = ? AND place = ?",
            to.code(),
            due,
            uncounted,
            reason,
            token.id(),
            token.delivery(),
            token.place().code());
    if (rows == 1) {
      count(token.place(), to);
    }
    return rows == 1;
  }

  /** Sets the end of a lease; false if it has ended. */
  boolean extend(Token token, Duration lease) throws SQLException {
    int rows =
        db.update(
            "UPDATE task SET due = ? WHERE id = ? AND delivery = ? AND place = ?",
            after(lease),
            token.id(),
            token.delivery(),
            token.place().code());
    rings = Kind.ALL; // it may end sooner than before
    return rows == 1;
  }

  void finish() {
    finished = true;
    changed = true;
    rings = Kind.ALL;
  }

  // ---- what happens by itself ----

  private void expire() throws SQLException {
    for (Due due : Due.at(db, now, DUE_AT_ONCE)) {
      switch (due.place()) {
        case DELAYED -> {
          db.update("UPDATE task SET place = 0, due = NULL WHERE id = ?", due.id());
          count(Place.DELAYED, Place.READY);
        }
        case DEAD -> {
          db.update("DELETE FROM task WHERE id = ?", due.id());
          count(Place.DEAD, null);
        }
        default -> giveBack(due, Outcome.afterExpiry(settings, due.attempt()));
      }
    }
  }

  /** Gives back what a member has that is gone; it counts as an attempt. */
  void bury(long member) throws SQLException {
    for (Due due : Due.of(db, member)) {
      String reason = "the process that had attempt " + due.attempt() + " is gone";
      giveBack(
          due,
          due.attempt() >= settings.maxAttempts()
              ? new Outcome.Dead(reason)
              : new Outcome.Back(Duration.ZERO, true, reason));
    }
  }

  private void giveBack(Due due, Outcome outcome) throws SQLException {
    boolean dead = due.place() == Place.DEAD_CLAIMED;
    Outcome end = dead ? new Outcome.Back(Duration.ZERO, true, null) : outcome;
    settle(new Token(due.id(), due.delivery(), due.place()), end);
    expired++;
    if (end instanceof Outcome.Dead) {
      expiredDead++;
    }
  }

  // ---- counting ----

  /** Counts a move and notes who waits for it; null is outside. */
  void count(@Nullable Place from, @Nullable Place to) {
    changed = true;
    if (from != null) {
      counts[from.code()]--;
    }
    if (to != null) {
      counts[to.code()]++;
    }
    if (to == Place.READY || to == Place.DELAYED) {
      rings |= Kind.TASK.bit();
    } else if (from != null && from.isHeld() && (to == null || !to.isHeld())) {
      rings |= Kind.ROOM.bit();
      if (held() == 0) {
        rings |= Kind.DONE.bit() | (finished ? Kind.TASK.bit() : 0);
      }
    }
    if (to == Place.DEAD) {
      rings |= Kind.DEAD.bit();
    } else if (to == null && (from == Place.DEAD || from == Place.DEAD_CLAIMED)) {
      rings |= Kind.ROOM.bit(); // for the bytes, which count wherever they are
      rings |= deadLeft() == 0 ? Kind.DEAD.bit() : 0;
    }
  }

  /** When a lease that begins now ends. */
  long leaseEnd() {
    return after(settings.lease());
  }

  private @Nullable Long keptUntil() {
    long kept = limits.retentionMillis();
    return kept == Long.MAX_VALUE ? null : Long.valueOf(now + kept);
  }

  /** Never early: a started millisecond counts as a whole one. */
  private long after(Duration duration) {
    long millis = TimeUnit.MILLISECONDS.convert(duration);
    long started = duration.toNanosPart() % 1_000_000 == 0 ? 0 : 1;
    return millis > Long.MAX_VALUE / 2 ? Long.MAX_VALUE / 2 : now + millis + started;
  }
}
