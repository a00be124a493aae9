// SPDX-License-Identifier: Apache-2.0
/**
 * ZMTP, ZeroMQ's protocol: greeting, frames, commands, metadata and handshakes (RFC 37 and its
 * forerunners 23, 15 and 13).
 *
 * <p>Bytes in, events out: nothing here starts a thread, reads a clock or opens a channel, and
 * nothing knows another package of Nightjar. A peer's fault is a {@link
 * io.nightjar.wire.ProtocolException}. All buffers are big-endian.
 */
@NullMarked
package io.nightjar.wire;

import org.jspecify.annotations.NullMarked;
