// SPDX-License-Identifier: Apache-2.0
package io.nightjar;

/**
 * An XPUB socket: a PUB whose owner also receives its peers' subscriptions, as messages that begin
 * with the byte 1 (subscribe) or 0 (cancel) followed by the topic (RFC 29).
 *
 * <p>Every method may be called from any thread.
 */
public interface XPubSocket extends PubSocket, Duplex {
  @Override
  <T> XPubSocket set(Option<T> option, T value);
}
