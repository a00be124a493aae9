// SPDX-License-Identifier: Apache-2.0
/** A store with one lock, as simple as can be: the model that others are compared with. */
@NullMarked
package io.nightjar.queue.reference;

import org.jspecify.annotations.NullMarked;
