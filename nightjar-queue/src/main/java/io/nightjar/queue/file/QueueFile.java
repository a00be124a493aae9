// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.file;

import io.nightjar.queue.Order;
import io.nightjar.queue.QueueClosedException;
import io.nightjar.queue.QueueException;
import io.nightjar.queue.QueueSettings;
import io.nightjar.queue.QueueUnavailableException;
import io.nightjar.queue.spi.Deadline;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A file that this process has open: one connection to the database, one membership, one set of
 * bells, whatever the number of handles.
 */
final class QueueFile implements Bells.Listener {
  private static final Logger LOG = System.getLogger(QueueFile.class.getName());

  /** For who does not wait: longer than any step of another process, checkpoints included. */
  private static final Duration MOMENT = Duration.ofSeconds(1);

  private final Path path;
  private final QueueSettings settings;
  private final Limits limits;

  /** Guards the connection and all that is in the file. */
  private final ReentrantLock lock = new ReentrantLock();

  private final Db db;
  private final Tables tables;
  private final Claims ready;
  private final Claims dead;
  private final Members members;
  private final Turns turns;
  private final Board board;
  private final Bells bells;
  private final Member self;
  private final Map<Kind, Waiters> waiters = new EnumMap<>(Kind.class);
  private final @Nullable Syncer syncer;

  /** Guarded by {@link #lock}. */
  private boolean closed;

  private final AtomicLong expired = new AtomicLong();
  private final AtomicLong expiredDead = new AtomicLong();

  private QueueFile(Path path, QueueSettings wanted, Db db) throws SQLException, IOException {
    this.path = path;
    this.db = db;
    Transactions transactions = new Transactions(db);
    Schema schema = new Schema(path, db);
    settings = schema.prepare(transactions, wanted);
    limits = Limits.of(wanted);
    members = new Members(path, db);
    tables = new Tables(db, settings, limits, System::currentTimeMillis);
    Order order = settings.order();
    ready = new Claims(path, db, tables, Place.READY, order);
    dead = new Claims(path, db, tables, Place.DEAD, order);
    board = Board.open(path.resolveSibling(path.getFileName() + "-board"));
    bells = Bells.open(path, this);
    try {
      turns = new Turns(lock, transactions, tables, this::committed);
      self = join(transactions);
      for (Kind kind : Kind.values()) {
        waiters.put(kind, new Waiters(board, self.slot(), kind));
      }
      boolean alone = meet();
      if (alone) {
        schema.check();
      }
      syncer = limits.fsync() == Fsync.INTERVAL ? Syncer.start(path, limits.fsyncNanos()) : null;
      bells.start();
    } catch (SQLException | IOException | RuntimeException e) {
      bells.close();
      throw e;
    }
  }

  /** Opens a file, or makes it; an interrupt is seen afterwards. */
  static QueueFile open(Path path, QueueSettings wanted) {
    boolean interrupted = Thread.interrupted(); // the driver may lose it when it is loaded
    try {
      Db db = Db.open(path);
      try {
        return new QueueFile(path, wanted, db);
      } catch (SQLException | IOException | RuntimeException e) {
        db.close();
        throw e;
      }
    } catch (SQLException e) {
      throw SqlErrors.translate(path, e);
    } catch (IOException e) {
      throw new QueueUnavailableException("cannot open file:" + path + ": " + e.getMessage(), e);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private Member join(Transactions transactions) throws SQLException {
    transactions.begin(false);
    try {
      Member member = members.add(bells.path());
      board.reset(member.slot());
      transactions.commit();
      return member;
    } catch (SQLException | RuntimeException e) {
      transactions.rollback();
      throw e;
    }
  }

  /** Connects to the other processes, and buries those that are gone; true if there are none. */
  private boolean meet() throws SQLException {
    boolean alone = true;
    for (Member member : members.all()) {
      if (member.id() == self.id()) {
        continue;
      }
      if (bells.connect(member, self)) {
        alone = false;
      } else {
        bury(member);
      }
    }
    return alone;
  }

  // ---- what the handles use ----

  QueueSettings settings() {
    return settings;
  }

  Limits limits() {
    return limits;
  }

  Waiters waiters(Kind kind) {
    return Objects.requireNonNull(waiters.get(kind));
  }

  Claims claims(Place from) {
    return from == Place.DEAD ? dead : ready;
  }

  /** The number by which this process holds claims. */
  long member() {
    return self.id();
  }

  /** Leases that ended in sight of this process. */
  long expired() {
    return expired.get();
  }

  long expiredDead() {
    return expiredDead.get();
  }

  /** Counts now, with nothing left undone that is due. */
  Tally look() {
    return look(Deadline.FOREVER);
  }

  /** The same, but what is due is left undone if another process writes until the deadline. */
  Tally look(Deadline deadline) {
    try {
      Tally tally = lookOnce();
      while (tally.isDue(System.currentTimeMillis())
          && write(any -> true, false, deadline, false)) {
        tally = lookOnce();
      }
      return tally;
    } catch (SQLException e) {
      throw failure(e);
    }
  }

  private Tally lookOnce() throws SQLException {
    lock.lock();
    try {
      checkOpen();
      return tables.look();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Changes the tables.
   *
   * @param forced true if the change has to outlive a power cut
   */
  <R> R write(Turn.Step<R> step, boolean forced) {
    return write(step, forced, Deadline.FOREVER, null);
  }

  /**
   * Changes the tables, unless another process writes until the deadline. One who does not wait at
   * all has time for what processes do with each other, and no answer for more than that.
   *
   * @param late what is given at the deadline
   */
  <R> R write(Turn.Step<R> step, boolean forced, Deadline deadline, @Nullable R late) {
    return write(step, result -> {}, forced, deadline, late);
  }

  /**
   * The same.
   *
   * @param sure told the result after the commit, before anything else is changed
   */
  @SuppressWarnings({"NullAway", "ReferenceEquality"}) // late is not given to who waits for ever
  <R> R write(
      Turn.Step<R> step,
      Consumer<? super R> sure,
      boolean forced,
      Deadline deadline,
      @Nullable R late) {
    Deadline end = deadline;
    if (deadline == Deadline.NOW) {
      end = Deadline.after(MOMENT);
    } else if (deadline.remainingNanos() > TimeUnit.NANOSECONDS.convert(Patience.LONGEST)) {
      end = Deadline.after(Patience.LONGEST);
    }
    Turn<R> turn =
        new Turn<>(
            tables -> {
              checkOpen();
              return step.run(tables);
            },
            sure,
            forced && limits.fsync() == Fsync.ALWAYS,
            end);
    turns.run(turn);
    if (turn.isLate() && end == deadline) {
      return late;
    }
    try {
      return turn.result();
    } catch (SQLException e) {
      throw failure(e);
    }
  }

  private QueueException failure(SQLException e) {
    lock.lock();
    try {
      return closed ? closed() : SqlErrors.translate(path, e);
    } finally {
      lock.unlock();
    }
  }

  private void checkOpen() {
    if (closed) {
      throw closed();
    }
  }

  private QueueClosedException closed() {
    return new QueueClosedException("file:" + path + " is closed");
  }

  // ---- what wakes ----

  private void committed(Tables done) {
    expired.addAndGet(done.expired());
    expiredDead.addAndGet(done.expiredDead());
    if (syncer != null) {
      syncer.changed();
    }
    int bits = done.rings();
    if (bits != 0) {
      rung(bits);
      bells.ring(board, self.slot(), bits);
    }
  }

  @Override
  public void rung(int bits) {
    waiters.forEach(
        (kind, threads) -> {
          if ((bits & kind.bit()) == 0) {
            return;
          }
          if (kind == Kind.DEAD) {
            threads.ringAll(); // some wait for a dead letter, and others for the last to go
          } else {
            threads.ring();
          }
        });
  }

  @Override
  public void gone(Member member) {
    try {
      bury(member);
    } catch (SQLException e) {
      QueueException failure = failure(e);
      if (!(failure instanceof QueueClosedException)) { // else others do it
        LOG.log(Level.WARNING, "tasks of a process that is gone wait for their lease", failure);
      }
    }
  }

  /** Takes from a process that is gone what it had. */
  private void bury(Member member) throws SQLException {
    Turn<Boolean> turn =
        new Turn<>(
            tables -> {
              if (!closed && members.remove(member.id())) {
                tables.bury(member.id());
              }
              return true;
            },
            false,
            Deadline.after(Patience.LONGEST));
    turns.run(turn);
    boolean buried = turn.result();
    assert buried;
    Bells.forget(member);
  }

  /** Lets every thread look, as its handle may be closed. */
  void wakeAll() {
    waiters.values().forEach(Waiters::ringAll);
  }

  /** Leaves the queue; does not throw. */
  void close() {
    lock.lock();
    try {
      try {
        write(tables -> members.remove(self.id()), false);
      } catch (QueueException e) {
        LOG.log(Level.DEBUG, "the others find out", e);
      }
      closed = true;
      bells.close();
      db.close();
    } catch (SQLException e) {
      LOG.log(Level.WARNING, "cannot close file:" + path, e);
    } finally {
      lock.unlock();
    }
    if (syncer != null) {
      syncer.close();
    }
  }

  /** What was opened and is not what a handle asks for, if anything. */
  boolean agrees(QueueSettings wanted) {
    Limits asked = Limits.of(wanted);
    return List.copyOf(wanted.options()).isEmpty() || asked.equals(limits);
  }
}
