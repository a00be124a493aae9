// SPDX-License-Identifier: Apache-2.0
/** Checks that this machine can run Nightjar. */
@NullMarked
package io.nightjar.cli.doctor;

import org.jspecify.annotations.NullMarked;
