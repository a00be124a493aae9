// SPDX-License-Identifier: Apache-2.0
package io.nightjar.examples.modelserver;

import io.nightjar.examples.modelserver.crew.Crew;
import io.nightjar.examples.modelserver.crew.MemberState;
import io.nightjar.examples.modelserver.front.Tally;
import io.nightjar.examples.modelserver.http.Page;
import io.nightjar.queue.WorkQueue;
import java.util.Map;

/** How a {@link ModelServer} is now, for people and for pages. */
final class Status {
  private final Tally tally;
  private final WorkQueue<byte[]> queue;
  private final Crew crew;

  Status(Tally tally, WorkQueue<byte[]> queue, Crew crew) {
    this.tally = tally;
    this.queue = queue;
    this.crew = crew;
  }

  Stats stats() {
    return Stats.of(tally, queue.stats(), crew.states());
  }

  Page statsPage() {
    return new Page(200, stats());
  }

  /** Good as long as somebody works. */
  Page healthPage() {
    long working = crew.states().stream().filter(MemberState::ready).count();
    return new Page(working > 0 ? 200 : 503, Map.of("workers", working));
  }
}
