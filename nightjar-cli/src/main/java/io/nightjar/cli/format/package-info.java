// SPDX-License-Identifier: Apache-2.0
/** Messages as lines: text with escapes, JSON, or raw bytes. Knows no socket and no command. */
@NullMarked
package io.nightjar.cli.format;

import org.jspecify.annotations.NullMarked;
