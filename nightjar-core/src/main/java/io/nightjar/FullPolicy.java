// SPDX-License-Identifier: Apache-2.0
package io.nightjar;

/**
 * What a send does when the queue for a peer is full: its high-water mark is reached, or the limits
 * of memory. See {@link Options#WHEN_FULL}.
 */
public enum FullPolicy {
  /** What the type of the socket does by itself: PUB, XPUB and ROUTER drop, the others wait. */
  BY_TYPE,
  /** Waits for room, as long as SNDTIMEO. A publisher waits for its slowest subscriber. */
  BLOCK,
  /** Throws {@link QueueFullException}, with nothing sent to anybody. */
  FAIL,
  /** Drops the message that is to be sent, for this peer. */
  DROP_NEWEST,
  /**
   * Drops the message that has waited longest for this peer, and more of them until there is room.
   * What is partly written is never dropped.
   */
  DROP_OLDEST
}
