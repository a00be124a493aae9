// SPDX-License-Identifier: Apache-2.0
package io.nightjar;

/**
 * A PULL socket: takes messages from its PUSH peers in turn (RFC 30).
 *
 * <p>Every method may be called from any thread.
 */
public interface PullSocket extends Receiver {
  @Override
  <T> PullSocket set(Option<T> option, T value);
}
