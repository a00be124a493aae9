// SPDX-License-Identifier: Apache-2.0
/**
 * Brokers for tests: the programs of the system, as plain processes on free loopback ports, with
 * their data in a folder of their own.
 */
@NullMarked
package io.nightjar.queue.servers;

import org.jspecify.annotations.NullMarked;
