// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.spi;

import org.jspecify.annotations.Nullable;

/** One delivery of an entry to one taker. */
public final class Claim {
  private final String id;
  private final byte[] payload;
  private final int attempt;
  private final @Nullable String reason;
  private final Object token;

  /**
   * Describes a delivery.
   *
   * @param id names the entry in its queue; the same at each delivery
   * @param payload the payload; the array is the taker's from then on
   * @param attempt the deliveries that count, this one included; of a dead letter those before it
   * @param reason why it failed last, if it ever did
   * @param token what the store needs to settle the claim; nobody else looks at it
   */
  public Claim(String id, byte[] payload, int attempt, @Nullable String reason, Object token) {
    this.id = id;
    this.payload = payload;
    this.attempt = attempt;
    this.reason = reason;
    this.token = token;
  }

  /** Names the entry in its queue. */
  public String id() {
    return id;
  }

  /** The payload itself, not a copy. */
  public byte[] payload() {
    return payload;
  }

  /** The deliveries that count, this one included; of a dead letter those before it was one. */
  public int attempt() {
    return attempt;
  }

  /** Why it failed last. */
  public @Nullable String reason() {
    return reason;
  }

  /** What the store gave the claim. */
  public <K> K token(Class<K> type) {
    return type.cast(token);
  }
}
