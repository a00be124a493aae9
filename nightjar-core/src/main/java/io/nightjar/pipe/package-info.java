// SPDX-License-Identifier: Apache-2.0
/**
 * The bounded queues between callers and peers: messages in wire form, in chunks of pooled memory.
 * It knows frames but neither sockets nor channels.
 */
@NullMarked
package io.nightjar.pipe;

import org.jspecify.annotations.NullMarked;
