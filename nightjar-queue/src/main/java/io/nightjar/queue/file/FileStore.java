// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.file;

import io.nightjar.queue.QueueAddress;
import io.nightjar.queue.QueueClosedException;
import io.nightjar.queue.QueueException;
import io.nightjar.queue.QueueFinishedException;
import io.nightjar.queue.QueueSettings;
import io.nightjar.queue.spi.Claim;
import io.nightjar.queue.spi.Deadline;
import io.nightjar.queue.spi.Entry;
import io.nightjar.queue.spi.Outcome;
import io.nightjar.queue.spi.QueueStore;
import io.nightjar.queue.spi.StoreCounts;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A handle on a queue in a file, or on its dead letters. */
final class FileStore implements QueueStore {
  private static final Logger LOG = System.getLogger(FileStore.class.getName());

  private final QueueAddress address;
  private final QueueFile file;
  private final QueueSettings settings;
  private final Place from;
  private final Runnable release;
  private final Wait wait;
  private final long expiredBefore;
  private final long expiredDeadBefore;
  private final Set<Token> claimed = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean closed = new AtomicBoolean();

  FileStore(QueueAddress address, QueueFile file, QueueSettings settings, Runnable release) {
    this(address, file, settings, Place.READY, release);
  }

  private FileStore(
      QueueAddress address, QueueFile file, QueueSettings settings, Place from, Runnable release) {
    this.address = address;
    this.file = file;
    this.settings = settings;
    this.from = from;
    this.release = release;
    this.wait = new Wait(file, this::checkOpen);
    this.expiredBefore = file.expired();
    this.expiredDeadBefore = file.expiredDead();
  }

  @Override
  public QueueSettings settings() {
    return settings;
  }

  // ---- putting ----

  @Override
  public int put(List<Entry> entries, Deadline deadline) throws InterruptedException {
    return new Putting(file, this::finished, this::checkOpen).put(entries, deadline, wait);
  }

  // ---- taking ----

  @Override
  public List<Claim> claim(int max, Deadline deadline) throws InterruptedException {
    return next(
        deadline,
        tables -> file.claims(from).claim(most(max), file.member()),
        // Not before: if it is undone, the next taker has the same token.
        claims -> claims.forEach(claim -> claimed.add(claim.token(Token.class))));
  }

  @Override
  public List<Claim> take(int max, Deadline deadline) throws InterruptedException {
    return next(deadline, tables -> file.claims(from).take(most(max)), claims -> {});
  }

  /** A limit on what one transaction does, and on the memory of a batch. */
  private static int most(int max) {
    return Math.min(max, 1000);
  }

  private List<Claim> next(
      Deadline deadline, Turn.Step<List<Claim>> step, Consumer<List<Claim>> sure)
      throws InterruptedException {
    List<Claim> claims =
        wait.until(
            from == Place.DEAD ? Kind.DEAD : Kind.TASK,
            deadline,
            tally -> {
              if (tally.waiting(from) == 0) {
                if (from == Place.READY && tally.finished() && tally.held() == 0) {
                  throw finished("all work is done");
                }
                return null;
              }
              List<Claim> found =
                  file.write(
                      tables -> {
                        checkOpen(); // what is claimed after the close would stay claimed
                        return step.run(tables);
                      },
                      sure,
                      false,
                      deadline,
                      List.of());
              return found.isEmpty() ? null : found;
            });
    return claims == null ? List.of() : claims;
  }

  @Override
  public boolean settle(Claim claim, Outcome outcome) {
    checkOpen();
    Token token = claim.token(Token.class);
    boolean held = file.write(tables -> tables.settle(token, outcome), false);
    claimed.remove(token);
    return heldOrOpen(held);
  }

  /** What is not held any more may have been given back by the close, and not by its lease. */
  private boolean heldOrOpen(boolean held) {
    if (!held) {
      checkOpen();
    }
    return held;
  }

  @Override
  public List<Claim> done(List<Claim> claims) {
    checkOpen();
    List<Claim> late =
        file.write(
            tables -> {
              List<Claim> ended = new ArrayList<>();
              for (Claim claim : claims) {
                if (!tables.settle(claim.token(Token.class), new Outcome.Done())) {
                  ended.add(claim);
                }
              }
              return ended;
            },
            false);
    claims.forEach(claim -> claimed.remove(claim.token(Token.class)));
    if (!late.isEmpty()) {
      checkOpen(); // see heldOrOpen
    }
    return late;
  }

  @Override
  public boolean extend(Claim claim, Duration lease) {
    checkOpen();
    return heldOrOpen(file.write(tables -> tables.extend(claim.token(Token.class), lease), false));
  }

  // ---- looking ----

  @Override
  public StoreCounts counts() {
    checkOpen();
    Tally tally = file.look();
    long expired = file.expired() - expiredBefore;
    long dead = file.expiredDead() - expiredDeadBefore;
    return from == Place.DEAD
        ? new StoreCounts(tally.dead(), 0, tally.deadClaimed(), expired, dead)
        : new StoreCounts(tally.ready(), tally.delayed(), tally.claimed(), expired, dead);
  }

  @Override
  public boolean isFinished() {
    checkOpen();
    return file.look().finished();
  }

  @Override
  public boolean awaitDone(Deadline deadline) throws InterruptedException {
    Boolean done =
        wait.until(
            from == Place.DEAD ? Kind.DEAD : Kind.DONE,
            deadline,
            tally -> {
              long left = from == Place.DEAD ? tally.dead() + tally.deadClaimed() : tally.held();
              return left == 0 ? true : null;
            });
    return done != null;
  }

  // ---- the end ----

  @Override
  public void finish() {
    checkOpen();
    file.write(
        tables -> {
          tables.finish();
          return true;
        },
        true);
  }

  @Override
  public QueueStore deadLetters() {
    checkOpen();
    return new FileStore(address, file, settings, Place.DEAD, () -> {});
  }

  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    try {
      file.write(
          tables -> {
            for (Token token : claimed) {
              tables.settle(token, new Outcome.Back(Duration.ZERO, false, null));
            }
            return true;
          },
          false);
    } catch (QueueException e) {
      LOG.log(Level.WARNING, "tasks wait for the end of their lease: {0}", e.getMessage());
    }
    file.wakeAll();
    release.run();
  }

  private void checkOpen() {
    if (closed.get()) {
      throw new QueueClosedException("this handle on " + address + " is closed");
    }
  }

  private QueueFinishedException finished(@Nullable String more) {
    return new QueueFinishedException(
        address
            + " is finished"
            + (more == null ? " for good: nothing can be put; use another name" : ", and " + more));
  }
}
