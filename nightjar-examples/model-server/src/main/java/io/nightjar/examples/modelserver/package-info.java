// SPDX-License-Identifier: Apache-2.0
/**
 * Serves predictions of a small model: an HTTP front end, a work queue, and worker processes in
 * Java and Python. {@code docs/model-server.md} explains it.
 */
@NullMarked
package io.nightjar.examples.modelserver;

import org.jspecify.annotations.NullMarked;
