// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.file;

/**
 * What settles a claim: no two deliveries of any two tasks have the same.
 *
 * @param place where the task is while it is claimed
 */
record Token(long id, long delivery, Place place) {}
