// SPDX-License-Identifier: Apache-2.0
/** A client that asks at a given rate, and checks every answer. */
@NullMarked
package io.nightjar.examples.modelserver.load;

import org.jspecify.annotations.NullMarked;
