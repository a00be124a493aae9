// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.file;

/**
 * The one row that counts the tasks in each place, so that no operation counts rows.
 *
 * @param nextDue when something happens by itself, by the wall clock; {@link Long#MAX_VALUE} never
 */
record Tally(
    long ready,
    long delayed,
    long claimed,
    long dead,
    long deadClaimed,
    boolean finished,
    long nextDue) {
  long held() {
    return ready + delayed + claimed;
  }

  long waiting(Place place) {
    return place == Place.DEAD ? dead : ready;
  }

  boolean isDue(long now) {
    return nextDue <= now;
  }
}
