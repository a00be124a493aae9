// SPDX-License-Identifier: Apache-2.0
/**
 * Programs that measure Nightjar, with JeroMQ and plain NIO beside it. A claim about speed names
 * one of them.
 */
@NullMarked
package io.nightjar.benchmarks;

import org.jspecify.annotations.NullMarked;
