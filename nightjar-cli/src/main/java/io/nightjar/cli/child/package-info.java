// SPDX-License-Identifier: Apache-2.0
/** Processes that commands start: this program again, or Python. */
@NullMarked
package io.nightjar.cli.child;

import org.jspecify.annotations.NullMarked;
