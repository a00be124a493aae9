// SPDX-License-Identifier: Apache-2.0
/** The {@code nightjar} command: picks the subcommand and turns its outcome into an exit code. */
@NullMarked
package io.nightjar.cli;

import org.jspecify.annotations.NullMarked;
