// SPDX-License-Identifier: Apache-2.0
package io.nightjar.engine;

/**
 * System calls and wake-ups that the traffic of a socket has cost.
 *
 * @param writes calls to the write of a channel
 * @param reads calls to its read that brought something
 * @param sleeps how often a caller slept in a selector
 * @param wakeUps how often a caller that waits was woken by another thread
 */
record Costs(long writes, long reads, long sleeps, long wakeUps) {
  Costs plus(Costs other) {
    return new Costs(
        writes + other.writes, reads + other.reads, sleeps + other.sleeps, wakeUps + other.wakeUps);
  }
}
