// SPDX-License-Identifier: Apache-2.0
/**
 * Queues in Redis, through Jedis. Each step is a script that the server runs as a whole; a handle
 * keeps nothing but its connections and its waiting threads. This package knows the SPI and no
 * other kind of queue.
 */
@NullMarked
package io.nightjar.queue.redis;

import org.jspecify.annotations.NullMarked;
