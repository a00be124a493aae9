// SPDX-License-Identifier: Apache-2.0
/** The front end: opens the queue, keeps the open requests, and takes the answers of workers. */
@NullMarked
package io.nightjar.examples.modelserver.front;

import org.jspecify.annotations.NullMarked;
