// SPDX-License-Identifier: Apache-2.0
package io.nightjar;

import java.time.Duration;

/**
 * A PUB socket: sends each message to every subscriber whose topics match its first frame (RFC 29).
 *
 * <p>A send never waits: a subscriber whose queue is full misses the message, which is counted in
 * {@link SocketStats}; with {@link Options#XPUB_NODROP} the send waits instead. Every method may be
 * called from any thread.
 */
public interface PubSocket extends Sender {
  @Override
  <T> PubSocket set(Option<T> option, T value);

  /**
   * Waits until at least this many peers have a subscription.
   *
   * @param timeout the longest wait; below nought without limit
   * @return whether they were there in time
   * @throws ClosedException if the socket is closed
   * @throws InterruptedException if the calling thread is interrupted
   */
  boolean awaitSubscribers(int count, Duration timeout) throws InterruptedException;

  /**
   * Waits until a message with this topic would go to at least this many peers.
   *
   * @param timeout the longest wait; below nought without limit
   * @return whether they were there in time
   * @throws ClosedException if the socket is closed
   * @throws InterruptedException if the calling thread is interrupted
   */
  boolean awaitSubscribers(String topic, int count, Duration timeout) throws InterruptedException;
}
