// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.amqp;

import io.nightjar.queue.QueueSettings;
import io.nightjar.queue.UnsupportedQueueException;
import io.nightjar.queue.spi.Claim;
import io.nightjar.queue.spi.Deadline;
import io.nightjar.queue.spi.Entry;
import io.nightjar.queue.spi.Outcome;
import io.nightjar.queue.spi.QueueStore;
import io.nightjar.queue.spi.StoreCounts;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The queue, or its dead letters, seen from one handle. */
final class AmqpStore implements QueueStore {
  private static final int UNKNOWN = -1;

  private final AmqpHandle handle;
  private final boolean dead;
  private final AmqpIntake intake;

  AmqpStore(AmqpHandle handle, boolean dead) {
    this.handle = handle;
    this.dead = dead;
    this.intake = handle.intake(dead);
  }

  @Override
  public QueueSettings settings() {
    return handle.settings();
  }

  @Override
  public int put(List<Entry> entries, Deadline deadline) throws InterruptedException {
    return new AmqpPut(handle, intake::count, entries).run(deadline);
  }

  @Override
  public List<Claim> claim(int max, Deadline deadline) throws InterruptedException {
    return intake.take(max, deadline).stream()
        .map(
            delivery ->
                new Claim(
                    delivery.id(),
                    delivery.body(),
                    attempt(delivery),
                    AmqpMessages.reason(delivery.properties()),
                    delivery))
        .toList();
  }

  /** Messages that somebody else rejected do not say how many they had. */
  private int attempt(AmqpDelivery delivery) {
    int counted = AmqpMessages.attempts(delivery.properties());
    return dead ? Math.max(1, counted) : counted + 1;
  }

  @Override
  public boolean settle(Claim claim, Outcome outcome) {
    handle.link().checkOpen();
    AmqpDelivery delivery = claim.token(AmqpDelivery.class);
    if (outcome instanceof Outcome.Back back) {
      return back(claim, delivery, back);
    } else if (outcome instanceof Outcome.Dead end) {
      return delivery.isHeld() && bury(claim, delivery, end.reason());
    }
    return intake.acknowledge(delivery);
  }

  private boolean back(Claim claim, AmqpDelivery delivery, Outcome.Back back) {
    if (!back.counted() && back.delay().isZero()) {
      return intake.giveBack(delivery);
    } else if (!delivery.isHeld()) {
      return false;
    } else if (dead) {
      return bury(claim, delivery, back.reason());
    }
    handle.publishLater(
        back.delay(),
        AmqpMessages.again(
            delivery.properties(),
            claim.id(),
            claim.attempt() - (back.counted() ? 0 : 1),
            back.reason() == null ? claim.reason() : back.reason()),
        claim.payload());
    return intake.acknowledge(delivery);
  }

  /** Published and confirmed before it is acknowledged: a crash in between makes two of one. */
  private boolean bury(Claim claim, AmqpDelivery delivery, @Nullable String reason) {
    handle.publish(
        handle.address().deadLetters(),
        AmqpMessages.again(
            delivery.properties(),
            claim.id(),
            claim.attempt(),
            reason == null ? claim.reason() : reason),
        claim.payload());
    return intake.acknowledge(delivery);
  }

  /** There is no clock to extend: the task is this handle's while its connection lives. */
  @Override
  public boolean extend(Claim claim, Duration lease) {
    handle.link().checkOpen();
    return claim.token(AmqpDelivery.class).isHeld();
  }

  @Override
  public String lateness() {
    return "its connection to RabbitMQ was lost, or it was held for longer than the consumer_timeout"
        + " of the broker, whose log tells; settle tasks sooner, or set that timeout higher there";
  }

  @Override
  public StoreCounts counts() {
    return new StoreCounts(intake.count(), dead ? 0 : handle.delayed(), UNKNOWN, 0, 0);
  }

  @Override
  public void finish() {
    throw unsupported("an end");
  }

  @Override
  public boolean isFinished() {
    return false;
  }

  @Override
  public boolean awaitDone(Deadline deadline) {
    throw unsupported("a count of the tasks in progress");
  }

  private UnsupportedQueueException unsupported(String what) {
    return new UnsupportedQueueException(
        handle.address()
            + " cannot have "
            + what
            + "; RabbitMQ has none; memory:, file: and redis: queues do");
  }

  @Override
  public QueueStore deadLetters() {
    return new AmqpStore(handle, true);
  }

  @Override
  public void close() {
    intake.close();
    if (!dead) {
      handle.close();
    }
  }
}
