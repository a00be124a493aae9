// SPDX-License-Identifier: Apache-2.0
/** Parts of the data path, each alone, measured with JMH. */
@NullMarked
package io.nightjar.benchmarks.micro;

import org.jspecify.annotations.NullMarked;
