// SPDX-License-Identifier: Apache-2.0
/**
 * Queues that a process serves to others over a Nightjar socket, and the kind of queue at the other
 * end. The protocol is in {@code docs/queues/protocol.md}. Needs the library {@code nightjar};
 * knows the API and what kinds of queues implement, and no other kind.
 */
@NullMarked
package io.nightjar.queue.socket;

import org.jspecify.annotations.NullMarked;
