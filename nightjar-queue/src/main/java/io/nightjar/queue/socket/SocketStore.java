// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.socket;

import io.nightjar.queue.Put;
import io.nightjar.queue.QueueAddress;
import io.nightjar.queue.QueueException;
import io.nightjar.queue.QueueSettings;
import io.nightjar.queue.spi.Claim;
import io.nightjar.queue.spi.Deadline;
import io.nightjar.queue.spi.Entry;
import io.nightjar.queue.spi.Outcome;
import io.nightjar.queue.spi.QueueStore;
import io.nightjar.queue.spi.StoreCounts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** A handle on a served queue, or on its dead letters: asks the server for everything. */
final class SocketStore implements QueueStore {
  /** The frames of one task in an answer: token, id, attempt, reason, payload. */
  static final int FRAMES = 5;

  private static final int TAKES = 96;
  private static final int DEAD_TAKES = 48;
  private static final int PUTS = 48;
  private static final int JOINS = 8;

  private final Link link;
  private final String queue;
  private final QueueSettings settings;
  private final boolean dead;
  private final AtomicBoolean closed = new AtomicBoolean();

  // The server takes so many requests of a client at once, and these kinds wait there.
  private final Semaphore takes;
  private final Semaphore puts = new Semaphore(PUTS, true);
  private final Semaphore joins = new Semaphore(JOINS, true);

  private final long expiredBefore;
  private final long expiredDeadBefore;

  private SocketStore(Link link, String queue, QueueSettings settings, boolean dead) {
    this.link = link;
    this.queue = queue;
    this.settings = settings;
    this.dead = dead;
    this.takes = new Semaphore(dead ? DEAD_TAKES : TAKES, true);
    Map<String, String> counts = ask();
    this.expiredBefore = number(counts, "expired");
    this.expiredDeadBefore = number(counts, "expired-dead");
  }

  static SocketStore open(QueueAddress address, QueueSettings settings) {
    SocketAddress place = SocketAddress.of(address.scheme() + ":" + address.rest());
    Link link =
        new Link(address.toString(), place.endpoint(), settings.get(SocketOptions.PATIENCE));
    try {
      Frames request =
          SettingFrames.write(Frames.of(Protocol.OPEN).text(place.name()), settings.givenToText());
      Reply reply = link.ask(place.name(), request);
      QueueSettings existing = QueueSettings.ofText(SettingFrames.read(reply.texts()));
      return new SocketStore(link, place.name(), settings.joining(address, existing), false);
    } catch (RuntimeException e) {
      link.close();
      throw e;
    }
  }

  @Override
  public QueueSettings settings() {
    return settings;
  }

  @Override
  public int put(List<Entry> entries, Deadline deadline) throws InterruptedException {
    int count = 0;
    while (count < entries.size()) {
      int end = endOfRequest(entries, count);
      Put how = entries.get(count).how();
      int put = 0;
      try {
        put = put(how, entries.subList(count, end), deadline);
      } catch (InterruptedException e) {
        if (count == 0) {
          throw e;
        }
        Thread.currentThread().interrupt();
        return count;
      }
      count += put;
      if (count < end && (deadline.isOver() || Thread.currentThread().isInterrupted())) {
        return count;
      }
    }
    return count;
  }

  /** Those of one request are put alike, and are not too large together. */
  private static int endOfRequest(List<Entry> entries, int start) {
    Entry first = entries.get(start);
    long bytes = first.payload().length;
    int end = start + 1;
    while (end < entries.size() && entries.get(end).how().equals(first.how())) {
      bytes += entries.get(end).payload().length;
      if (bytes > Protocol.MOST_BYTES) {
        break;
      }
      end++;
    }
    return end;
  }

  private int put(Put how, List<Entry> entries, Deadline deadline) throws InterruptedException {
    return inTurn(puts, deadline, 0, () -> putInTurn(how, entries, deadline));
  }

  /** What waits at the server when it is its turn. */
  private interface Turn<R> {
    R take() throws InterruptedException;
  }

  /** Waits for a turn and takes it; gives the other result if none came in time. */
  private <R> R inTurn(Semaphore turns, Deadline deadline, R otherwise, Turn<R> turn)
      throws InterruptedException {
    checkOpen();
    if (!turns.tryAcquire(deadline.remainingNanos(), TimeUnit.NANOSECONDS)) {
      return otherwise;
    }
    try {
      return turn.take();
    } finally {
      turns.release();
    }
  }

  private int putInTurn(Put how, List<Entry> entries, Deadline deadline)
      throws InterruptedException {
    long wait = begin(deadline);
    Frames request =
        request(Protocol.PUT).number(how.priority()).number(millis(how.delay())).number(wait);
    entries.forEach(entry -> request.bytes(entry.payload()));
    Reply reply = link.ask(queue, wait, request);
    int count = reply.number(0);
    if (reply.interrupted()) {
      if (count == 0) {
        throw new InterruptedException();
      }
      Thread.currentThread().interrupt();
    }
    return count;
  }

  @Override
  public List<Claim> claim(int max, Deadline deadline) throws InterruptedException {
    return inTurn(takes, deadline, List.of(), () -> claimInTurn(max, deadline));
  }

  private List<Claim> claimInTurn(int max, Deadline deadline) throws InterruptedException {
    while (true) {
      long wait = begin(deadline);
      Frames request = request(Protocol.TAKE).number(Math.min(max, 10_000)).number(wait).number(0);
      Reply reply = link.ask(queue, wait, request);
      List<Claim> claims = new ArrayList<>();
      if (reply.is(Protocol.TASKS)) {
        for (int i = 0; i + FRAMES <= reply.size(); i += FRAMES) {
          claims.add(claim(reply, i));
        }
      }
      if (reply.interrupted()) {
        giveBack(claims);
        throw new InterruptedException();
      }
      if (!claims.isEmpty() || deadline.isOver()) {
        return claims;
      }
    }
  }

  private static Claim claim(Reply reply, int first) {
    String reason = reply.text(first + 3);
    return new Claim(
        reply.text(first + 1),
        reply.bytes(first + 4),
        reply.number(first + 2),
        reason.isEmpty() ? null : reason,
        reply.text(first));
  }

  private void giveBack(List<Claim> claims) {
    for (Claim claim : claims) {
      try {
        settle(claim, new Outcome.Back(Duration.ZERO, false, null));
      } catch (QueueException e) {
        // It is back when its lease ends, or when the server sees that the connection is lost.
      }
    }
  }

  @Override
  public boolean settle(Claim claim, Outcome outcome) {
    String token = claim.token(String.class);
    Frames request;
    if (outcome instanceof Outcome.Back back) {
      request =
          back.counted()
              ? request(Protocol.FAIL).text(token).text(text(back.reason()))
              : request(Protocol.REQUEUE).text(token).number(millis(back.delay()));
    } else if (outcome instanceof Outcome.Dead buried) {
      request = request(Protocol.BURY).text(token).text(buried.reason());
    } else {
      request = request(Protocol.DONE).text(token);
    }
    checkOpen();
    return link.ask(queue, request).is(Protocol.OK);
  }

  @Override
  public List<Claim> done(List<Claim> claims) {
    checkOpen();
    Frames request = request(Protocol.DONE);
    claims.forEach(claim -> request.text(claim.token(String.class)));
    Reply reply = link.ask(queue, request);
    Set<String> late = new HashSet<>(reply.texts());
    if (reply.is(Protocol.EXPIRED) && late.isEmpty()) {
      return claims;
    }
    return claims.stream().filter(claim -> late.contains(claim.token(String.class))).toList();
  }

  @Override
  public boolean extend(Claim claim, Duration lease) {
    checkOpen();
    return link.ask(
            queue,
            request(Protocol.EXTEND)
                .text(claim.token(String.class))
                .number(Math.max(1, millis(lease))))
        .is(Protocol.OK);
  }

  @Override
  public String lateness() {
    return "its lease has ended, or the connection to the server was lost; give the queue a longer"
        + " lease than "
        + settings.lease()
        + " or extend it while you work, and see whether server and network are well";
  }

  @Override
  public StoreCounts counts() {
    checkOpen();
    Map<String, String> counts = ask();
    return new StoreCounts(
        number(counts, "ready"),
        number(counts, "delayed"),
        number(counts, "in-progress"),
        // Less than before, if there is another server by now.
        Math.max(0, number(counts, "expired") - expiredBefore),
        Math.max(0, number(counts, "expired-dead") - expiredDeadBefore));
  }

  private Map<String, String> ask() {
    return SettingFrames.read(link.ask(queue, request(Protocol.STAT)).texts());
  }

  private long number(Map<String, String> counts, String name) {
    String text = counts.get(name);
    if (text == null) {
      throw Reply.odd(link.address(), "counts no " + name, null);
    }
    return Long.parseLong(text);
  }

  @Override
  public void finish() {
    checkOpen();
    link.ask(queue, request(Protocol.FINISH));
  }

  @Override
  public boolean isFinished() {
    checkOpen();
    return Boolean.parseBoolean(ask().get("finished"));
  }

  @Override
  public boolean awaitDone(Deadline deadline) throws InterruptedException {
    return inTurn(joins, deadline, false, () -> joinInTurn(deadline));
  }

  private boolean joinInTurn(Deadline deadline) throws InterruptedException {
    while (true) {
      long wait = begin(deadline);
      Reply reply = link.ask(queue, wait, request(Protocol.JOIN).number(wait));
      if (reply.interrupted()) {
        throw new InterruptedException();
      }
      boolean done = reply.is(Protocol.OK);
      if (done || deadline.isOver()) {
        return done;
      }
    }
  }

  @Override
  public QueueStore deadLetters() {
    return new SocketStore(link, queue + Protocol.DEAD, settings, true);
  }

  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    link.leave(queue);
    try {
      if (link.isReady()) {
        link.ask(queue, request(Protocol.BYE));
      }
    } catch (QueueException e) {
      // The server sees that the connection is lost.
    } finally {
      if (!dead) {
        link.close();
      }
    }
  }

  private Frames request(String verb) {
    return Frames.of(verb).text(queue);
  }

  /** Begins something that waits; how long it is to wait at the server. */
  private long begin(Deadline deadline) throws InterruptedException {
    checkOpen();
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    long nanos = Math.min(deadline.remainingNanos(), Protocol.LONGEST_WAIT * 1_000_000);
    return millis(Duration.ofNanos(nanos));
  }

  private void checkOpen() {
    if (closed.get()) {
      throw link.closed();
    }
  }

  /** Rounded up. */
  private static long millis(Duration duration) {
    return Math.min(
        Duration.ofDays(3650).toMillis(),
        duration.compareTo(Duration.ofDays(3650)) > 0
            ? Long.MAX_VALUE
            : duration.plusNanos(999_999).toMillis());
  }

  private static String text(@Nullable String reason) {
    return reason == null ? "" : reason;
  }

  @Override
  public String toString() {
    return queue;
  }
}
