// SPDX-License-Identifier: Apache-2.0
/** Plays the guide's scenes between real processes and threads, and checks what happened. */
@NullMarked
package io.nightjar.cli.demo;

import org.jspecify.annotations.NullMarked;
