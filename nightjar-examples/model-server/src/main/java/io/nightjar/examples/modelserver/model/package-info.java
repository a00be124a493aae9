// SPDX-License-Identifier: Apache-2.0
/** The model, the points it learns from, and its training. Knows no queue and no socket. */
@NullMarked
package io.nightjar.examples.modelserver.model;

import org.jspecify.annotations.NullMarked;
