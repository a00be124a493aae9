// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.spi;

/**
 * Counts of a store.
 *
 * @param ready entries that can be claimed now, at all handles
 * @param delayed entries that can be claimed later, at all handles
 * @param inProgress entries that are claimed, at all handles; -1 if it cannot tell
 * @param expired leases that this handle saw end since it was opened
 * @param expiredDead those of them that became dead letters
 */
public record StoreCounts(
    long ready, long delayed, long inProgress, long expired, long expiredDead) {}
