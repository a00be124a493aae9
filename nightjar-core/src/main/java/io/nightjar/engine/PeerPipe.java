// SPDX-License-Identifier: Apache-2.0
package io.nightjar.engine;

import io.nightjar.pipe.FrameOutlet;
import io.nightjar.pipe.Mutex;
import io.nightjar.pipe.Pipe;

/** A pipe to a peer over a byte stream, with what outlives a single connection. */
final class PeerPipe {
  private final Pipe pipe;
  private final FrameOutlet outlet;
  private final Mutex writeLock = new Mutex();

  // Guarded by both locks of the socket.
  private boolean attached;
  private volatile boolean retired;
  private volatile boolean settled;
  private volatile boolean shared;

  PeerPipe(Pipe pipe) {
    this.pipe = pipe;
    this.outlet = new FrameOutlet(pipe.out());
    pipe.oldest(this::dropOldest);
  }

  private int dropOldest() {
    writeLock.lock();
    try {
      return outlet.dropOldest();
    } finally {
      writeLock.unlock();
    }
  }

  Pipe pipe() {
    return pipe;
  }

  /** Writes the outgoing queue. Guarded by the write lock. */
  FrameOutlet outlet() {
    return outlet;
  }

  /** Whether the pattern knows it; it does from now on. */
  boolean attachOnce() {
    boolean before = attached;
    attached = true;
    return !before;
  }

  /** The application disconnected: it gets no more messages, but delivers those it has. */
  void retire() {
    retired = true;
  }

  boolean isRetired() {
    return retired;
  }

  /** Whether its account was closed; it is from now on. */
  boolean settleOnce() {
    boolean before = settled;
    settled = true;
    return !before;
  }

  boolean isSettled() {
    return settled;
  }

  /** The peer is in this process and uses the same queues. */
  void shareQueues() {
    shared = true;
  }

  boolean sharesQueues() {
    return shared;
  }

  boolean isAttached() {
    return attached;
  }

  /** Held by whoever writes the channel. Taken after the send lock, if both are. */
  Mutex writeLock() {
    return writeLock;
  }
}
