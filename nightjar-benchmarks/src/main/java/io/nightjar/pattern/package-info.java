// SPDX-License-Identifier: Apache-2.0
/** Benchmarks of parts that are not public. */
@NullMarked
package io.nightjar.pattern;

import org.jspecify.annotations.NullMarked;
