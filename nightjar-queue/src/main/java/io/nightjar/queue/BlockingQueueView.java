// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue;

import java.time.Duration;
import java.util.AbstractQueue;
import java.util.Collection;
import java.util.Iterator;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A work queue as code for {@code java.util.concurrent} wants it. */
final class BlockingQueueView<T> extends AbstractQueue<T> implements BlockingQueue<T> {
  private final WorkQueue<T> queue;

  BlockingQueueView(WorkQueue<T> queue) {
    this.queue = queue;
  }

  @Override
  public void put(T value) throws InterruptedException {
    queue.put(value);
  }

  @Override
  public boolean offer(T value) {
    return queue.offer(value);
  }

  @Override
  public boolean offer(T value, long timeout, TimeUnit unit) throws InterruptedException {
    return queue.offer(value, Duration.ofNanos(unit.toNanos(timeout)));
  }

  @Override
  public T take() throws InterruptedException {
    return queue.take();
  }

  @Override
  public @Nullable T poll() {
    return queue.poll();
  }

  @Override
  public @Nullable T poll(long timeout, TimeUnit unit) throws InterruptedException {
    return queue.poll(Duration.ofNanos(unit.toNanos(timeout)));
  }

  @Override
  public int drainTo(Collection<? super T> target) {
    return drainTo(target, Integer.MAX_VALUE);
  }

  @Override
  public int drainTo(Collection<? super T> target, int most) {
    if (target == this) {
      throw new IllegalArgumentException(queue.address() + " cannot be drained to itself");
    }
    int count = 0;
    while (count < most) {
      T value = queue.poll();
      if (value == null) {
        break;
      }
      target.add(value);
      count++;
    }
    return count;
  }

  @Override
  public int size() {
    return (int) Math.min(queue.size(), Integer.MAX_VALUE);
  }

  @Override
  public int remainingCapacity() {
    return (int) Math.min(queue.remainingCapacity(), Integer.MAX_VALUE);
  }

  @Override
  public T peek() {
    throw unsupported("peek");
  }

  @Override
  public boolean remove(@Nullable Object value) {
    throw unsupported("remove(Object)");
  }

  @Override
  public boolean contains(@Nullable Object value) {
    throw unsupported("contains");
  }

  @Override
  public Iterator<T> iterator() {
    throw unsupported("iterator");
  }

  @Override
  public String toString() {
    return queue.toString();
  }

  private UnsupportedOperationException unsupported(String what) {
    return new UnsupportedOperationException(
        what + ": what is in " + queue.address() + " can be taken, and not looked at");
  }
}
