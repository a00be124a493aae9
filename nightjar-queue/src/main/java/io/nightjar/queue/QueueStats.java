// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue;

/**
 * What happened through one handle since it was opened, and what is in the queue now.
 *
 * @param put tasks put
 * @param taken tasks taken; each delivery counts
 * @param done tasks done
 * @param failed deliveries that ended with {@link Task#fail}
 * @param requeued deliveries given back: {@link Task#requeue} and {@link Task#close}
 * @param expired leases that this handle saw end
 * @param dead tasks that this handle moved to the dead letters
 * @param ready tasks that can be taken now, at all handles
 * @param delayed tasks that can be taken later, at all handles
 * @param inProgress tasks that are taken and not settled, at all handles; -1 if this kind of queue
 *     cannot count them
 */
public record QueueStats(
    long put,
    long taken,
    long done,
    long failed,
    long requeued,
    long expired,
    long dead,
    long ready,
    long delayed,
    long inProgress) {}
