// SPDX-License-Identifier: Apache-2.0
package io.nightjar;

/**
 * A PUSH socket: deals messages to its PULL peers in turn (RFC 30). A send waits when no peer has
 * room.
 *
 * <p>Every method may be called from any thread.
 */
public interface PushSocket extends Sender {
  @Override
  <T> PushSocket set(Option<T> option, T value);
}
