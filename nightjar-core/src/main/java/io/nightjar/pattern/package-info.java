// SPDX-License-Identifier: Apache-2.0
/**
 * The behaviour of each type of socket, one class a type, and what they share. It knows pipes but
 * neither sockets, channels nor threads.
 */
@NullMarked
package io.nightjar.pattern;

import org.jspecify.annotations.NullMarked;
