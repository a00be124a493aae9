// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.memory;

import io.nightjar.queue.QueueSettings;
import io.nightjar.queue.spi.Delivery;
import io.nightjar.queue.spi.Outcome;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One delivery of a record. Made with the lock of the queue held. */
final class MemoryTask<T> extends Delivery<T> {
  private final MemoryHandle<T> handle;
  private final MemoryRecord record;
  private final int delivery;
  private final int attempt;
  private final long id;
  private final @Nullable String reason;

  MemoryTask(MemoryHandle<T> handle, MemoryRecord record) {
    this.handle = handle;
    this.record = record;
    this.delivery = record.delivery;
    this.attempt = record.attempts;
    this.id = record.id;
    this.reason = record.reason;
  }

  /** Settles tasks as done; gives those whose lease had ended. */
  static <T> List<MemoryTask<T>> doneAll(List<MemoryTask<T>> tasks) {
    return endAll(tasks, 1, one -> one.get(0).settle(new Outcome.Done()) ? List.of() : one);
  }

  boolean isOf(MemoryHandle<?> other) {
    return handle == other;
  }

  @Override
  public T value() {
    return handle.cast(record.value);
  }

  @Override
  public String id() {
    return Long.toString(id);
  }

  @Override
  public int attempt() {
    return attempt;
  }

  @Override
  public @Nullable String reason() {
    return reason;
  }

  @Override
  protected String queue() {
    return handle.address();
  }

  @Override
  protected QueueSettings settings() {
    return handle.settings();
  }

  @Override
  protected boolean isDeadLetter() {
    return handle.isOfDeadLetters();
  }

  @Override
  protected boolean settle(Outcome outcome) {
    return handle.settle(record, delivery, outcome);
  }

  @Override
  protected boolean lengthen(Duration lease) {
    handle.checkOpen();
    return handle.queue().extend(record, delivery, lease);
  }
}
