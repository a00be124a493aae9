// SPDX-License-Identifier: Apache-2.0
package io.nightjar;

/**
 * A SUB socket: receives the messages whose first frame begins with a topic it subscribed to (RFC
 * 29). Without a subscription it receives nothing.
 *
 * <p>Every method may be called from any thread.
 */
public interface SubSocket extends Receiver {
  @Override
  <T> SubSocket set(Option<T> option, T value);

  /**
   * Subscribes to every message whose first frame begins with this text; the empty text means every
   * message. Subscriptions are counted: two need two cancellations.
   */
  Subscription subscribe(String prefix);

  /** Subscribes to every message whose first frame begins with these bytes. */
  Subscription subscribe(byte[] prefix);

  /** Takes one subscription back; without effect where there is none. */
  void unsubscribe(String prefix);

  /** Takes one subscription back; without effect where there is none. */
  void unsubscribe(byte[] prefix);
}
