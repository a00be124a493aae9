// SPDX-License-Identifier: Apache-2.0
/** The model server as a whole, with real workers. */
@NullMarked
package io.nightjar.examples.modelserver;

import org.jspecify.annotations.NullMarked;
