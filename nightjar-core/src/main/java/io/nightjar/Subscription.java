// SPDX-License-Identifier: Apache-2.0
package io.nightjar;

/** A subscription of a SUB socket; closing it takes it back. */
public interface Subscription extends AutoCloseable {
  /** The topic prefix. */
  byte[] prefix();

  /** Takes the subscription back; again or after the socket's close is harmless. */
  @Override
  void close();
}
