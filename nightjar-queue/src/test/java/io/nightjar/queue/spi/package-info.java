// SPDX-License-Identifier: Apache-2.0
/** What kinds of queues share. */
@NullMarked
package io.nightjar.queue.spi;

import org.jspecify.annotations.NullMarked;
