// SPDX-License-Identifier: Apache-2.0
/** Tests of queues behind a socket. */
@NullMarked
package io.nightjar.queue.socket;

import org.jspecify.annotations.NullMarked;
