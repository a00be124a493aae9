// SPDX-License-Identifier: Apache-2.0
package io.nightjar;

/**
 * An XSUB socket: a SUB whose subscriptions are messages it sends, beginning with the byte 1
 * (subscribe) or 0 (cancel) followed by the topic; other messages go up to the publishers (RFC 29).
 *
 * <p>A send never waits. Every method may be called from any thread.
 */
public interface XSubSocket extends SubSocket, Duplex {
  @Override
  <T> XSubSocket set(Option<T> option, T value);
}
