// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.front;

import io.nightjar.queue.Codec;
import io.nightjar.queue.Put;
import io.nightjar.queue.QueueFeature;
import io.nightjar.queue.UnsupportedQueueException;
import io.nightjar.queue.WorkQueue;
import io.nightjar.queue.spi.Deadline;
import io.nightjar.queue.spi.Outcome;
import io.nightjar.queue.spi.QueueStore;
import java.time.Duration;
import java.util.Collection;

/** Dead letters, to take from only. */
final class DeadLetters<T> extends StoreTakers<T> {
  private final Features features;

  DeadLetters(String address, Features features, QueueStore store, Codec<T> codec) {
    super("the dead letters of " + address, store, codec, true);
    this.features = features;
  }

  @Override
  void check(Outcome outcome) {
    if (outcome instanceof Outcome.Back back && !back.delay().isZero()) {
      throw refused("delayed tasks", "requeue them at once");
    }
  }

  @Override
  public void put(T value, Put how) {
    throw putRefused();
  }

  @Override
  public boolean offer(T value) {
    throw putRefused();
  }

  @Override
  public boolean offer(T value, Put how, Duration timeout) {
    throw putRefused();
  }

  @Override
  public int offerAll(Collection<? extends T> values, Duration timeout) {
    throw putRefused();
  }

  @Override
  public boolean has(QueueFeature feature) {
    return feature.isOfDeadLetters() && features.has(feature);
  }

  @Override
  public long inProgress() {
    features.require(QueueFeature.IN_PROGRESS, "a count of the tasks in progress");
    return countInProgress();
  }

  @Override
  public long remainingCapacity() {
    return 0;
  }

  @Override
  public void finish() {
    throw refused("an end", "finish the queue itself");
  }

  @Override
  public boolean isFinished() {
    return false;
  }

  @Override
  public boolean awaitDone(Duration timeout) throws InterruptedException {
    return store.awaitDone(Deadline.after(timeout));
  }

  @Override
  public WorkQueue<T> deadLetters() {
    throw refused("dead letters of their own", "a dead letter stays until it is done");
  }

  @Override
  public void close() {
    store.close();
  }

  private UnsupportedQueueException putRefused() {
    return refused("tasks put to them", "put them to the queue itself");
  }

  private UnsupportedQueueException refused(String what, String instead) {
    return new UnsupportedQueueException(address() + " cannot have " + what + "; " + instead);
  }
}
