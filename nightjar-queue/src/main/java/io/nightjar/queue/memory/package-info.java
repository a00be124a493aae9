// SPDX-License-Identifier: Apache-2.0
/**
 * Queues {@code memory:name} for the threads of one JVM. Values go by reference. It knows the API
 * and what kinds of queues implement, and no other kind.
 */
@NullMarked
package io.nightjar.queue.memory;

import org.jspecify.annotations.NullMarked;
