// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.front;

import io.nightjar.queue.Codec;
import io.nightjar.queue.PayloadTooLargeException;
import io.nightjar.queue.Put;
import io.nightjar.queue.QueueAddress;
import io.nightjar.queue.QueueFeature;
import io.nightjar.queue.WorkQueue;
import io.nightjar.queue.spi.Deadline;
import io.nightjar.queue.spi.Entry;
import io.nightjar.queue.spi.Mistakes;
import io.nightjar.queue.spi.Outcome;
import io.nightjar.queue.spi.QueueStore;
import io.nightjar.queue.spi.StoreCounts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The user's side of a store of bytes. */
final class StoreQueue<T> extends StoreTakers<T> {
  private final Features features;
  private final Codec<T> codec;

  /** Guards {@link #deadLetters}. */
  private final ReentrantLock lock = new ReentrantLock();

  private @Nullable WorkQueue<T> deadLetters;

  StoreQueue(QueueAddress address, Features features, QueueStore store, Codec<T> codec) {
    super(address.toString(), store, codec, false);
    this.features = features;
    this.codec = codec;
  }

  @Override
  public void put(T value, Put how) throws InterruptedException {
    Entry entry = entry(value, how);
    while (!put(entry, Deadline.FOREVER)) {}
  }

  @Override
  public boolean offer(T value) {
    return Boolean.TRUE.equals(Nowait.get(() -> offer(value, Put.now(), Duration.ZERO)));
  }

  @Override
  public boolean offer(T value, Put how, Duration timeout) throws InterruptedException {
    return put(entry(value, how), Deadline.after(timeout));
  }

  private boolean put(Entry entry, Deadline deadline) throws InterruptedException {
    int count = store.put(List.of(entry), deadline);
    counters.put(count);
    return count == 1;
  }

  @Override
  public int offerAll(Collection<? extends T> values, Duration timeout)
      throws InterruptedException {
    List<Entry> entries = new ArrayList<>(values.size());
    for (T value : values) {
      entries.add(entry(value, Put.now()));
    }
    int count = entries.isEmpty() ? 0 : store.put(entries, Deadline.after(timeout));
    counters.put(count);
    return count;
  }

  private Entry entry(T value, Put how) {
    Mistakes.checkValue(address(), value);
    Mistakes.checkPriority(address(), settings, how);
    if (!how.delay().isZero()) {
      features.require(QueueFeature.DELAY, "delayed tasks");
    }
    byte[] payload = codec.encode(value);
    if (payload.length > settings.maxPayload()) {
      throw new PayloadTooLargeException(
          address()
              + " takes payloads of up to "
              + settings.maxPayload()
              + " bytes (maxPayload), and this one has "
              + payload.length);
    }
    return new Entry(payload, how);
  }

  @Override
  void check(Outcome outcome) {
    if (outcome instanceof Outcome.Back back && !back.counted() && !back.delay().isZero()) {
      features.require(QueueFeature.DELAY, "delayed tasks");
    }
  }

  @Override
  public boolean has(QueueFeature feature) {
    return features.has(feature);
  }

  @Override
  public long inProgress() {
    features.require(QueueFeature.IN_PROGRESS, "a count of the tasks in progress");
    return countInProgress();
  }

  @Override
  public long remainingCapacity() {
    if (!features.has(QueueFeature.CAPACITY)) {
      return Long.MAX_VALUE;
    }
    StoreCounts counts = store.counts();
    long held = counts.ready() + counts.delayed() + Math.max(0, counts.inProgress());
    return Math.max(0, settings.capacity() - held);
  }

  @Override
  public void finish() {
    features.require(QueueFeature.FINISH, "an end");
    store.finish();
  }

  @Override
  public boolean isFinished() {
    return features.has(QueueFeature.FINISH) && store.isFinished();
  }

  @Override
  public boolean awaitDone(Duration timeout) throws InterruptedException {
    features.require(QueueFeature.IN_PROGRESS, "a count of the tasks in progress");
    return store.awaitDone(Deadline.after(timeout));
  }

  @Override
  public WorkQueue<T> deadLetters() {
    features.require(QueueFeature.DEAD_LETTERS, "dead letters");
    lock.lock();
    try {
      if (deadLetters == null) {
        deadLetters = new DeadLetters<>(address(), features, store.deadLetters(), codec);
      }
      return deadLetters;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      if (deadLetters != null) {
        deadLetters.close();
      }
    } finally {
      lock.unlock();
    }
    store.close();
  }
}
