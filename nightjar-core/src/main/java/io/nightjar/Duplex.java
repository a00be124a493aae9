// SPDX-License-Identifier: Apache-2.0
package io.nightjar;

/** A socket that both sends and receives. */
public interface Duplex extends Sender, Receiver {
  @Override
  <T> Duplex set(Option<T> option, T value);
}
