// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.nightjar.queue.Codec;
import io.nightjar.queue.Order;
import io.nightjar.queue.Put;
import io.nightjar.queue.QueueFeature;
import io.nightjar.queue.Task;
import io.nightjar.queue.WorkQueue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;

/** Where the queue of a contract comes from, and what its tests share. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
public abstract class QueueFixture {
  /** Far more than anything here takes. */
  protected static final Duration PATIENCE = Background.PATIENCE;

  /** For waits that are expected to end without success. */
  protected static final Duration SHORT = Duration.ofMillis(20);

  /** A delay that tests wait for. What must not be over yet has an hour. */
  static final Duration REST = Duration.ofMillis(50);

  private final List<WorkQueue<?>> opened = new ArrayList<>();
  private final Order order;
  private String address = "";

  /** A contract for one order. */
  protected QueueFixture(Order order) {
    this.order = order;
  }

  /** The address of a queue that does not exist yet. */
  protected abstract String newAddress() throws Exception;

  /** What this kind of queue cannot do; the tests of it are skipped. */
  protected Set<QueueFeature> lacks() {
    return Set.of();
  }

  /** True if objects go by reference, so that codec and payload limit do not matter. */
  protected boolean keepsObjects() {
    return false;
  }

  /** Options that make tests of this kind of queue fast. */
  protected WorkQueue.Builder<String> configure(WorkQueue.Builder<String> builder) {
    return builder;
  }

  /** Waits until a thread waits in the queue; for kinds whose threads wait in some driver. */
  protected void awaitWaiting(Background<?> background) {
    background.awaitWaiting();
  }

  /** The order of the queues. */
  protected final Order order() {
    return order;
  }

  final void needs(QueueFeature... features) {
    for (QueueFeature feature : features) {
      assumeFalse(lacks().contains(feature), () -> "has no " + feature);
    }
  }

  final void needsOrder(Order needed) {
    assumeTrue(order == needed, () -> "not of this order");
  }

  /** The address of this test. */
  final String address() throws Exception {
    if (address.isEmpty()) {
      address = newAddress();
    }
    return address;
  }

  /** A handle with the order and nothing else given. */
  final WorkQueue<String> open() throws Exception {
    return open(builder -> builder);
  }

  /** A handle with settings. */
  final WorkQueue<String> open(UnaryOperator<WorkQueue.Builder<String>> settings) throws Exception {
    WorkQueue.Builder<String> builder =
        configure(WorkQueue.builder(address(), Codec.text()).order(order));
    return closeLater(settings.apply(builder).open());
  }

  final <Q extends WorkQueue<?>> Q closeLater(Q queue) {
    opened.add(queue);
    return queue;
  }

  @AfterEach
  final void closeAll() {
    opened.forEach(WorkQueue::close);
  }

  /** Puts values with a priority, where the queue has any. */
  final void put(WorkQueue<String> queue, String value, int priority) throws Exception {
    queue.put(value, order == Order.PRIORITY ? Put.priority(priority) : Put.now());
  }

  /** Takes a task that is or will be there. */
  static Task<String> task(WorkQueue<String> queue) throws InterruptedException {
    Task<String> task = queue.pollTask(PATIENCE);
    if (task == null) {
      throw new AssertionError("no task in " + queue + ": " + queue.stats());
    }
    return task;
  }

  /** Takes a value that is or will be there. */
  static String value(WorkQueue<String> queue) throws InterruptedException {
    String value = queue.poll(PATIENCE);
    if (value == null) {
      throw new AssertionError("no value in " + queue + ": " + queue.stats());
    }
    return value;
  }

  /** Fails if {@link #REST} is not over; clocks of brokers count whole milliseconds. */
  static void hasRested(long startNanos) {
    assertThat(Duration.ofNanos(System.nanoTime() - startNanos)).isGreaterThan(REST.minusMillis(5));
  }

  static void eventually(Background.Step assertion) {
    await()
        .atMost(PATIENCE)
        .pollDelay(Duration.ZERO)
        .pollInterval(Background.OFTEN)
        .untilAsserted(assertion::run);
  }
}
