// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.socket;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** An answer, kept for a request that is repeated. */
sealed interface Answer {
  /** Its frames; null if it does not hold any more. */
  @Nullable Frames write(Map<String, Held> held);

  /** The same each time. */
  record Fixed(Frames frames) implements Answer {
    @Override
    public Frames write(Map<String, Held> held) {
      return frames;
    }
  }

  /** Tasks; it holds as long as the peer has all of them. Payloads are not kept twice. */
  record Tasks(List<String> tokens) implements Answer {
    @Override
    public @Nullable Frames write(Map<String, Held> held) {
      if (!held.keySet().containsAll(tokens)) {
        return null;
      }
      Frames frames = Frames.of(Protocol.TASKS);
      tokens.forEach(token -> Objects.requireNonNull(held.get(token)).write(frames));
      return frames;
    }
  }
}
