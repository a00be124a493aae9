// SPDX-License-Identifier: Apache-2.0
package io.nightjar.examples.modelserver.front;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** What happened since the start. Safe to use from any thread. */
public final class Tally {
  private static final int MOST_WORKERS = 100;
  private static final String OTHERS = "others";

  private final Map<Count, LongAdder> counts = new EnumMap<>(Count.class);
  private final Map<String, LongAdder> workers = new ConcurrentHashMap<>();
  private final Latencies latencies = new Latencies();

  /** Nothing happened yet. */
  public Tally() {
    for (Count count : Count.values()) {
      counts.put(count, new LongAdder());
    }
  }

  void add(Count count) {
    adder(count).increment();
  }

  /** A worker gave the answer to a request. */
  void answered(String worker) {
    boolean known = workers.containsKey(worker) || workers.size() < MOST_WORKERS;
    workers.computeIfAbsent(known ? worker : OTHERS, name -> new LongAdder()).increment();
  }

  /** How often this happened. */
  public long get(Count count) {
    return adder(count).sum();
  }

  /** Requests that were asked and got no answer. */
  public long unanswered() {
    return get(Count.REFUSED) + get(Count.TIMED_OUT) + get(Count.FAILED);
  }

  /** How many requests each worker answered, by its name. */
  public Map<String, Long> workers() {
    Map<String, Long> sums = new TreeMap<>();
    workers.forEach((name, adder) -> sums.put(name, adder.sum()));
    return sums;
  }

  /** How long requests took that were answered. */
  public Latencies latencies() {
    return latencies;
  }

  private LongAdder adder(Count count) {
    return Objects.requireNonNull(counts.get(count), "one for each");
  }
}
