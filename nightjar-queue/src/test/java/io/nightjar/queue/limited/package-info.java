// SPDX-License-Identifier: Apache-2.0
/** A kind of queue that can do little. */
@NullMarked
package io.nightjar.queue.limited;

import org.jspecify.annotations.NullMarked;
