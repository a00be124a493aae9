// SPDX-License-Identifier: Apache-2.0
package io.nightjar;

/**
 * A PAIR socket: exchanges messages with exactly one peer (RFC 31). A second peer is turned away
 * while the first is there.
 *
 * <p>Every method may be called from any thread.
 */
public interface PairSocket extends Duplex {
  @Override
  <T> PairSocket set(Option<T> option, T value);
}
