// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.file;

/**
 * A process on the queue.
 *
 * @param id never used again
 * @param slot its place on the {@link Board}
 * @param bell the path of the socket where it listens
 */
record Member(long id, int slot, String bell) {}
