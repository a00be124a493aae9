// SPDX-License-Identifier: Apache-2.0
package io.nightjar.engine;

import io.nightjar.CloseReport;
import io.nightjar.SocketStats;
import io.nightjar.pipe.Pipe;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** What a socket counts besides what its pipes count themselves. Any thread. */
final class Tally {
  // Of pipes that are settled.
  private final AtomicLong sentBefore = new AtomicLong();
  private final AtomicLong droppedBefore = new AtomicLong();

  private final AtomicLong unroutable = new AtomicLong();
  private final AtomicLong filtered = new AtomicLong();
  private final AtomicLong lost = new AtomicLong();
  private final AtomicLong undelivered = new AtomicLong();
  private final AtomicLong unread = new AtomicLong();

  void countUnroutable() {
    unroutable.incrementAndGet();
  }

  void countFiltered() {
    filtered.incrementAndGet();
  }

  void countLost(long messages) {
    lost.addAndGet(messages);
  }

  /** Messages that a closed socket could not deliver. */
  void countUndelivered(long messages) {
    undelivered.addAndGet(messages);
  }

  /** Messages that nobody will receive, since the socket is closed. */
  void countUnread(long messages) {
    unread.addAndGet(messages);
  }

  /** Takes over the counters of a pipe that is done with. */
  void settle(Pipe pipe) {
    sentBefore.addAndGet(pipe.out().produced());
    droppedBefore.addAndGet(pipe.dropped());
  }

  SocketStats stats(
      Collection<PeerPipe> pipes,
      long received,
      SocketSettings settings,
      List<SocketStats.PeerStats> peers) {
    long sent = sentBefore.get();
    long dropped = droppedBefore.get();
    long waiting = 0;
    for (PeerPipe peer : pipes) {
      if (!peer.isSettled()) {
        sent += peer.pipe().out().produced();
        dropped += peer.pipe().dropped();
        waiting += peer.pipe().isConnected() ? 0 : peer.pipe().sendQueue();
      }
    }
    return new SocketStats(
        sent,
        received,
        dropped,
        unroutable.get(),
        filtered.get(),
        lost.get(),
        waiting,
        settings.sendBudget().used(),
        settings.receiveBudget().used(),
        peers);
  }

  CloseReport closeReport() {
    return new CloseReport(undelivered.get(), unread.get());
  }
}
