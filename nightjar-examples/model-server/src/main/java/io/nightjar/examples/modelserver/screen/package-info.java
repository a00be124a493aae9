// SPDX-License-Identifier: Apache-2.0
/** What the terminal shows. */
@NullMarked
package io.nightjar.examples.modelserver.screen;

import org.jspecify.annotations.NullMarked;
