// SPDX-License-Identifier: Apache-2.0
/** The programs of the guide, each short enough to read at once. They use the public API alone. */
@NullMarked
package io.nightjar.examples;

import org.jspecify.annotations.NullMarked;
