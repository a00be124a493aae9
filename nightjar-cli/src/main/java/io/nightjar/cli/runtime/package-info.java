// SPDX-License-Identifier: Apache-2.0
/**
 * What every command runs in: the terminal, the time limit, Ctrl-C, exit codes. Knows no command.
 */
@NullMarked
package io.nightjar.cli.runtime;

import org.jspecify.annotations.NullMarked;
