// SPDX-License-Identifier: Apache-2.0
/** A worker process in Java. */
@NullMarked
package io.nightjar.examples.modelserver.worker;

import org.jspecify.annotations.NullMarked;
