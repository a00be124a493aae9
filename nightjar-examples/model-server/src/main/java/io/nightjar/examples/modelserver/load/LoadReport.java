// SPDX-License-Identifier: Apache-2.0
package io.nightjar.examples.modelserver.load;

import io.nightjar.examples.modelserver.front.Latencies;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** What clients got. Safe to use from any thread. */
public final class LoadReport {
  private final Set<String> ids = ConcurrentHashMap.newKeySet();
  private final LongAdder answered = new LongAdder();
  private final LongAdder wrong = new LongAdder();
  private final Map<String, LongAdder> failures = new ConcurrentHashMap<>();
  private final Latencies latencies = new Latencies();

  /** Nothing asked yet. */
  public LoadReport() {}

  void answer(String id, boolean right, long nanos) {
    answered.increment();
    latencies.add(nanos);
    if (!right || !ids.add(id)) {
      wrong.increment();
    }
  }

  void failure(String what) {
    failures.computeIfAbsent(what, key -> new LongAdder()).increment();
  }

  /** Requests that were answered. */
  public long answered() {
    return answered.sum();
  }

  /** Answers that were not those of the model to that request, or came to two requests. */
  public long wrong() {
    return wrong.sum();
  }

  /** Requests without an answer, by what they got. */
  public Map<String, Long> failures() {
    Map<String, Long> sums = new TreeMap<>();
    failures.forEach((what, adder) -> sums.put(what, adder.sum()));
    return sums;
  }

  /** How long the answers took, as the client sees it. */
  public Latencies latencies() {
    return latencies;
  }
}
