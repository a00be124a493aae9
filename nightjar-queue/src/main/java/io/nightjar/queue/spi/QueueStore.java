// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.spi;

import io.nightjar.queue.QueueSettings;
import java.time.Duration;
import java.util.List;

/**
 * A handle on a stored queue of bytes. Used by many threads at once.
 *
 * <p>The front class does codec, settle-once, statistics, retry arithmetic and workers. The store
 * keeps entries, hands them out as claims, and takes them back when their lease ends, with {@link
 * Outcome#afterExpiry}.
 *
 * <p>Every method throws {@link io.nightjar.queue.QueueClosedException} if the handle is closed,
 * before or while it waits, and {@link io.nightjar.queue.QueueUnavailableException} if the storage
 * cannot be reached. A wait that is interrupted throws {@link InterruptedException}, and then
 * nothing was put or claimed.
 */
public interface QueueStore extends AutoCloseable {
  /** The settings of the queue: those that it was made with, or those of the open if it is new. */
  QueueSettings settings();

  /**
   * Puts entries in their order, as far as there is room until the deadline, and returns how many.
   * On return these are as safe as the store makes anything. An interrupt or deadline after some
   * are in returns their number, and keeps the interrupt. An entry is never larger than the
   * settings allow.
   *
   * @throws io.nightjar.queue.QueueFinishedException if the queue is finished, before or while it
   *     waits, and none was put
   */
  int put(List<Entry> entries, Deadline deadline) throws InterruptedException;

  /**
   * Claims 1 to {@code max} entries in the order of the queue: waits for the first one until the
   * deadline, and takes with it what is there. Empty: none came in time. A store may give fewer
   * than there are. Entries of one batch are claimed together or not at all.
   *
   * @throws io.nightjar.queue.QueueFinishedException if the queue is finished and nothing is ready,
   *     delayed or in progress
   */
  List<Claim> claim(int max, Deadline deadline) throws InterruptedException;

  /**
   * The same as {@link #claim}, with all of them done. A store that can do it in one step overrides
   * this.
   */
  default List<Claim> take(int max, Deadline deadline) throws InterruptedException {
    List<Claim> claims = claim(max, deadline);
    if (!claims.isEmpty()) {
      done(claims);
    }
    return claims;
  }

  /**
   * Ends a claim. Called once for a claim, and again only if it threw. In the dead letters, {@link
   * Outcome.Done} removes an entry and {@link Outcome.Back} keeps it.
   *
   * @return false if the lease had ended; then nothing happens
   */
  boolean settle(Claim claim, Outcome outcome);

  /**
   * Ends claims as done, one at least, as {@link #settle} does one. A store that can do it in one
   * step overrides this. If it throws, some may be done.
   *
   * @return those whose lease had ended
   */
  default List<Claim> done(List<Claim> claims) {
    return claims.stream().filter(claim -> !settle(claim, new Outcome.Done())).toList();
  }

  /**
   * Lets the lease of a claim end this long from now.
   *
   * @return false if it had ended
   */
  boolean extend(Claim claim, Duration lease);

  /** Why a claim may have ended before it was settled, and what helps: the end of a sentence. */
  default String lateness() {
    return Delivery.leaseEnded(settings());
  }

  /** Counts now. */
  StoreCounts counts();

  /** Lets nobody put from now on, at any handle, and wakes who waits. */
  void finish();

  /** True once somebody finished the queue. */
  boolean isFinished();

  /**
   * Waits until nothing is ready, delayed or in progress; false if something is at the deadline.
   */
  boolean awaitDone(Deadline deadline) throws InterruptedException;

  /**
   * The dead letters as a store of their own: in FIFO order, not put to, never finished. Its
   * settings are those of the queue; a lease that ends keeps the entry there. Asked for once;
   * closed by the front before this handle is.
   */
  QueueStore deadLetters();

  /**
   * Ends the handle: wakes its waiting threads, and gives back at once what it claimed and did not
   * settle, without counting the attempt. The queue stays. Closing twice is harmless. Does not
   * throw if the storage is gone: leases end then.
   */
  @Override
  void close();
}
