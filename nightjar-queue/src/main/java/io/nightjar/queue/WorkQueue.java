// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A handle on a bounded queue of work. Producers put values; workers take them, at once or as a
 * {@link Task} that they settle. Safe to use from any thread.
 *
 * <p>Every wait ends with {@link InterruptedException} if the thread is interrupted, and then
 * nothing was put or taken; with {@link QueueClosedException} if this handle is closed; and with
 * {@link QueueFinishedException} if the queue is {@linkplain #finish finished}. Any operation can
 * throw {@link QueueUnavailableException}, where the queue is outside of this JVM.
 *
 * @param <T> the values
 */
public interface WorkQueue<T> extends AutoCloseable {
  /**
   * Opens a queue with default settings, or as it is if it exists.
   *
   * @throws IllegalArgumentException if nothing knows such an address; lists what is known
   * @throws UnsupportedQueueException if a library is missing; names it
   */
  static <T> WorkQueue<T> open(String address, Codec<T> codec) {
    return builder(address, codec).open();
  }

  /** Begins to open a queue with settings. */
  static <T> Builder<T> builder(String address, Codec<T> codec) {
    return builder(QueueAddress.of(address), codec);
  }

  /** Begins to open a queue with settings. */
  static <T> Builder<T> builder(QueueAddress address, Codec<T> codec) {
    return new Builder<>(address, codec);
  }

  // ---- putting ----

  /** Puts a value, waiting while the queue is full. */
  default void put(T value) throws InterruptedException {
    put(value, Put.now());
  }

  /** Puts a value with a priority or a delay, waiting while the queue is full. */
  void put(T value, Put how) throws InterruptedException;

  /** Puts a value if there is room; false: the queue is full. */
  boolean offer(T value);

  /** Puts a value, waiting so long at most; false: the queue is full still. */
  default boolean offer(T value, Duration timeout) throws InterruptedException {
    return offer(value, Put.now(), timeout);
  }

  /** Puts a value with a priority or a delay, waiting so long at most. */
  boolean offer(T value, Put how, Duration timeout) throws InterruptedException;

  /**
   * Puts values in their order, waiting while the queue is full. If it ends with an exception, the
   * first values may be in the queue; {@link #offerAll} tells how many.
   */
  default void putAll(Collection<? extends T> values) throws InterruptedException {
    List<T> rest = List.copyOf(values);
    while (!rest.isEmpty()) {
      rest = rest.subList(offerAll(rest, Waits.FOREVER), rest.size());
    }
  }

  /**
   * Puts values in their order and returns how many there was room for in time: the first ones. An
   * interrupt that comes when some are in is kept for the next wait.
   */
  int offerAll(Collection<? extends T> values, Duration timeout) throws InterruptedException;

  // ---- taking ----

  /** Takes the next value, waiting for one. The task is done with that; nobody tracks it. */
  T take() throws InterruptedException;

  /** Takes the next value if there is one; null: there is none now, or the queue is finished. */
  @Nullable T poll();

  /** Takes the next value, waiting so long at most; null: none came in time, or ever will. */
  @Nullable T poll(Duration timeout) throws InterruptedException;

  /** Takes the next task, waiting for one. */
  Task<T> takeTask() throws InterruptedException;

  /** Takes the next task if there is one; null: there is none now, or the queue is finished. */
  @Nullable Task<T> pollTask();

  /** Takes the next task, waiting so long at most; null: none came in time, or ever will. */
  @Nullable Task<T> pollTask(Duration timeout) throws InterruptedException;

  /**
   * Takes up to {@code max} tasks: waits for the first one, so long at most, and takes with it what
   * is there. Empty: none came in time, or ever will.
   */
  List<Task<T>> takeTasks(int max, Duration wait) throws InterruptedException;

  /**
   * Settles tasks of this handle as done, in one step where the queue can: a transaction or a round
   * trip for up to 1000 of them. If it ends with {@link QueueUnavailableException} or {@link
   * QueueClosedException}, some may be done: those that are settled, and of the others up to 1000
   * whose answer is lost.
   *
   * @return those whose lease had ended, which are back in the queue or at another taker; empty if
   *     all are done
   * @throws IllegalStateException if one of them is settled already, is there twice, or is being
   *     settled by another thread; then this settles none
   * @throws IllegalArgumentException if one of them was taken from another handle
   */
  List<Task<T>> doneAll(Collection<? extends Task<T>> tasks);

  /**
   * The tasks, one after the other, until the queue is finished and empty. Each is to be settled
   * before the next is asked for, or else in another thread. An interrupt of the waiting thread
   * ends the loop and is kept. Can be used by several threads, each with a loop of its own.
   */
  default Iterable<Task<T>> tasks() {
    return () -> new TaskIterator<>(this);
  }

  /** Starts threads that take tasks and work, until the queue is finished and empty. */
  default Workers work(int threads, Worker<T> worker) {
    return WorkerCrew.onThreads(this, threads, worker);
  }

  /** The same on threads of an executor, each of which is used until the end. */
  default Workers work(int threads, Executor executor, Worker<T> worker) {
    return WorkerCrew.start(this, threads, executor, worker);
  }

  // ---- looking ----

  /** The address, without a password. */
  String address();

  /** What holds for all handles. */
  QueueSettings settings();

  /**
   * Whether queues of this kind can do that. What they cannot do is refused when it is asked for.
   */
  boolean has(QueueFeature feature);

  /** Tasks that can be taken now or later; those in progress do not count. */
  default long size() {
    QueueStats now = stats();
    return now.ready() + now.delayed();
  }

  /**
   * Tasks that are taken and not settled.
   *
   * @throws UnsupportedQueueException if this kind of queue cannot count them
   */
  long inProgress();

  /** How many tasks there is room for. */
  long remainingCapacity();

  /** True if nothing can be taken, now or later. */
  default boolean isEmpty() {
    return size() == 0;
  }

  /** True if there is no room. */
  default boolean isFull() {
    return remainingCapacity() == 0;
  }

  /** Counters of this handle and gauges of the queue. */
  QueueStats stats();

  // ---- the end of the work ----

  /**
   * No more will be put by anybody: {@code put} and {@code offer} throw {@link
   * QueueFinishedException} from now on. Takers get what is there, and what comes back from other
   * takers. When nothing is ready, delayed or in progress, {@code take} throws that too, {@code
   * poll} gives null at once, and loops and workers end. Finishing twice is harmless. Lasts as long
   * as the queue.
   */
  void finish();

  /** True once somebody called {@link #finish}; there may be work still. */
  boolean isFinished();

  /** Waits until all work that was put is done: nothing is ready, delayed or in progress. */
  default void awaitDone() throws InterruptedException {
    boolean done = awaitDone(Waits.FOREVER);
    assert done : "forever is over";
  }

  /** The same for so long at most; false: there is work still. */
  boolean awaitDone(Duration timeout) throws InterruptedException;

  /**
   * The tasks that failed too often, as a queue to take from; {@link Task#reason()} tells why.
   * There, {@code done} removes a task for good, and every other settlement keeps it there. Nothing
   * can be put. They do not count in {@link QueueSettings#capacity}, and stay until somebody takes
   * them. The handle is closed with this one.
   */
  WorkQueue<T> deadLetters();

  /**
   * A view for code that wants {@code java.util.concurrent}; what it takes is done. Elements inside
   * cannot be looked at or removed: {@code iterator}, {@code peek} and {@code remove(Object)} throw
   * {@link UnsupportedOperationException}.
   */
  default BlockingQueue<T> asBlockingQueue() {
    return new BlockingQueueView<>(this);
  }

  /**
   * Ends this handle. Its waiting threads get {@link QueueClosedException}; the tasks that it took
   * and did not settle are back in the queue at once, as if they had not been taken. The queue and
   * other handles stay. Closing twice is harmless.
   */
  @Override
  void close();

  /**
   * Settings for {@link #open()}.
   *
   * @param <T> the values
   */
  final class Builder<T> {
    private final QueueAddress address;
    private final Codec<T> codec;
    private QueueSettings settings = QueueSettings.NONE_GIVEN;

    private Builder(QueueAddress address, Codec<T> codec) {
      this.address = address;
      this.codec = codec;
    }

    /** Which task is taken next. */
    public Builder<T> order(Order order) {
      settings = settings.withOrder(order);
      return this;
    }

    /** The most tasks that are ready, delayed and in progress together. */
    public Builder<T> capacity(int tasks) {
      settings = settings.withCapacity(tasks);
      return this;
    }

    /** The most bytes of a payload. */
    public Builder<T> maxPayload(int bytes) {
      settings = settings.withMaxPayload(bytes);
      return this;
    }

    /** How long a taker has for a task before it goes to another one. */
    public Builder<T> lease(Duration lease) {
      settings = settings.withLease(lease);
      return this;
    }

    /** The deliveries after which a failing task becomes a dead letter. */
    public Builder<T> maxAttempts(int attempts) {
      settings = settings.withMaxAttempts(attempts);
      return this;
    }

    /** How long a failed task rests: first, and each time {@code factor} as long, up to most. */
    public Builder<T> retryDelay(Duration first, double factor, Duration most) {
      settings = settings.withRetryDelay(new RetryDelay(first, factor, most));
      return this;
    }

    /** An option of one kind of queue. */
    public <V> Builder<T> set(QueueOption<V> option, V value) {
      settings = settings.with(option, value);
      return this;
    }

    /**
     * Makes no queue: {@link #open} throws {@link NoSuchQueueException} if there is none, as where
     * the name has a slip of the pen.
     */
    public Builder<T> existing() {
      settings = settings.withExisting();
      return this;
    }

    /**
     * Opens the queue, or makes it.
     *
     * @throws NoSuchQueueException if there is none and {@link #existing} was said
     * @throws QueueSettingsException if it exists with other settings than those given here
     * @throws UnsupportedQueueException if this kind of queue cannot do what is asked for; names
     *     one that can
     */
    public WorkQueue<T> open() {
      return Factories.first().open(address, settings, codec);
    }
  }
}
