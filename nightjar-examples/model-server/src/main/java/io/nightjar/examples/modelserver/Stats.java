// SPDX-License-Identifier: Apache-2.0
package io.nightjar.examples.modelserver;

import io.nightjar.examples.modelserver.crew.MemberState;
import io.nightjar.examples.modelserver.front.Count;
import io.nightjar.examples.modelserver.front.Latencies.Percentiles;
import io.nightjar.examples.modelserver.front.Tally;
import io.nightjar.queue.QueueStats;
import java.util.List;
import java.util.Map;

/**
 * What {@code GET /stats} says.
 *
 * @param asked requests with good features
 * @param answered requests that a worker answered
 * @param refused requests that found the queue full
 * @param timedOut requests whose answer did not come in time
 * @param failed requests that no worker could do
 * @param repeated answers dropped since there was one already
 * @param late answers dropped since nobody waited any more
 * @param ready requests that no worker has taken yet
 * @param inProgress requests that workers have
 * @param p50Millis half of the requests were answered in this time
 * @param p99Millis 99 of 100 requests were answered in this time
 * @param answers how many requests each worker answered
 * @param workers the workers that the front end has started
 */
public record Stats(
    long asked,
    long answered,
    long refused,
    long timedOut,
    long failed,
    long repeated,
    long late,
    long ready,
    long inProgress,
    double p50Millis,
    double p99Millis,
    Map<String, Long> answers,
    List<MemberState> workers) {

  static Stats of(Tally tally, QueueStats queue, List<MemberState> workers) {
    Percentiles latencies = tally.latencies().all();
    return new Stats(
        tally.get(Count.ASKED),
        tally.get(Count.ANSWERED),
        tally.get(Count.REFUSED),
        tally.get(Count.TIMED_OUT),
        tally.get(Count.FAILED),
        tally.get(Count.REPEATED),
        tally.get(Count.LATE),
        queue.ready(),
        queue.inProgress(),
        latencies.p50(),
        latencies.p99(),
        tally.workers(),
        workers);
  }
}
