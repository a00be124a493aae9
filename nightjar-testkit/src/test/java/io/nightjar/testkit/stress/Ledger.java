// SPDX-License-Identifier: Apache-2.0
package io.nightjar.testkit.stress;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/** What was sent and what arrived, for each pair of a sender and a receiver. */
final class Ledger {
  private final String name;
  private final Map<Integer, Integer> sent = new ConcurrentHashMap<>();
  private final Map<Integer, Integer> arrived = new ConcurrentHashMap<>();

  Ledger(String name) {
    this.name = name;
  }

  /** The number of the next message of a sender. */
  int next(int sender) {
    return sent.getOrDefault(sender, -1) + 1;
  }

  void sent(Numbered message) {
    sent.put(message.sender(), message.number());
  }

  /** A message of a pair that nobody disturbs: it has to be just the next one. */
  void arrived(Numbered message) {
    int last = arrived.getOrDefault(message.sender(), -1);
    if (message.number() != last + 1) {
      throw new AssertionError(
          name + ": after message " + last + " of " + message.sender() + " came " + message);
    }
    arrived.put(message.sender(), message.number());
  }

  /** A message of a pair whose peers die: some may be missing, none comes twice or late. */
  void arrivedSomehow(Numbered message) {
    int last = arrived.getOrDefault(message.sender(), -1);
    if (message.number() <= last) {
      throw new AssertionError(
          name + ": after message " + last + " of " + message.sender() + " came " + message);
    }
    arrived.put(message.sender(), message.number());
  }

  boolean isSettled() {
    return sent.equals(arrived);
  }

  /** Waits until all that was sent has arrived. */
  void awaitSettled() {
    long deadline = System.nanoTime() + 10_000_000_000L;
    while (!isSettled()) {
      if (System.nanoTime() - deadline >= 0) {
        throw new AssertionError(
            name + ": sent up to " + sent + " but arrived up to " + arrived + " after 10 s");
      }
      LockSupport.parkNanos(1_000_000);
    }
  }

  /** How many messages of a sender have arrived. */
  int count(int sender) {
    return arrived.getOrDefault(sender, -1) + 1;
  }

  long count() {
    return arrived.values().stream().mapToLong(last -> last + 1).sum();
  }

  @Override
  public String toString() {
    return name + " " + count();
  }
}
