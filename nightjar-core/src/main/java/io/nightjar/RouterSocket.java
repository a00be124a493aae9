// SPDX-License-Identifier: Apache-2.0
package io.nightjar;

/**
 * A ROUTER socket: prefixes each received message with the routing id of its peer, and sends each
 * message to the peer that its first frame names (RFC 28).
 *
 * <p>A message for an unknown peer, or for one whose queue is full, is dropped and counted; with
 * {@link Options#ROUTER_MANDATORY} the first throws {@link HostUnreachableException} and the second
 * waits. Every method may be called from any thread.
 */
public interface RouterSocket extends Duplex {
  @Override
  <T> RouterSocket set(Option<T> option, T value);

  /** Whether a peer with this routing id is connected. */
  boolean hasPeer(byte[] routingId);
}
