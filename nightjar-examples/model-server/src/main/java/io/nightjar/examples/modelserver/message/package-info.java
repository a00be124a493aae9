// SPDX-License-Identifier: Apache-2.0
/** What goes through the queue, and what comes back. */
@NullMarked
package io.nightjar.examples.modelserver.message;

import org.jspecify.annotations.NullMarked;
