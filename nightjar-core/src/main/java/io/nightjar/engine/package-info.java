// SPDX-License-Identifier: Apache-2.0
/**
 * What makes sockets work: contexts, sockets, event loops, connections, timers. It alone knows all
 * other packages; none knows it.
 */
@NullMarked
package io.nightjar.engine;

import org.jspecify.annotations.NullMarked;
