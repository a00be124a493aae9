// SPDX-License-Identifier: Apache-2.0
package io.nightjar;

/**
 * A DEALER socket: sends to its peers in turn and receives from all of them fairly (RFC 28),
 * without lock step.
 *
 * <p>Every method may be called from any thread.
 */
public interface DealerSocket extends Duplex {
  @Override
  <T> DealerSocket set(Option<T> option, T value);
}
