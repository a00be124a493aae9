// SPDX-License-Identifier: Apache-2.0
/** The worker processes that the front end starts and watches. */
@NullMarked
package io.nightjar.examples.modelserver.crew;

import org.jspecify.annotations.NullMarked;
