// SPDX-License-Identifier: Apache-2.0
/**
 * What plug-ins see: the contracts of transports and of socket patterns. It knows messages, frames
 * and pipes; it does not know the engine that calls it.
 */
@NullMarked
package io.nightjar.spi;

import org.jspecify.annotations.NullMarked;
