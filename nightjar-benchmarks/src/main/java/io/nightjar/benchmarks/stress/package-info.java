// SPDX-License-Identifier: Apache-2.0
/** Arguments about memory order, tested with jcstress. */
@NullMarked
package io.nightjar.benchmarks.stress;

import org.jspecify.annotations.NullMarked;
