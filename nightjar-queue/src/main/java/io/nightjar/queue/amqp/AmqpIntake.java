// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.amqp;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.ChannelContinuationTimeoutException;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Envelope;
import com.rabbitmq.client.GetResponse;
import com.rabbitmq.client.ShutdownSignalException;
import io.nightjar.queue.QueueClosedException;
import io.nightjar.queue.spi.Deadline;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Takes messages from one queue. While takers come, the broker sends ahead as many as the prefetch
 * says; when they stay away for a moment, it gets back what nobody took.
 */
final class AmqpIntake implements AutoCloseable {
  private static final long LINGER_MILLIS = 100;
  private static final long CANCEL_MILLIS = 15_000;

  private final AmqpLink link;
  private final ScheduledExecutorService timer;
  private final Duration patience;
  private final String label;
  private final String queue;
  private final int prefetch;
  private final AmqpBuffer buffer = new AmqpBuffer();

  /** Guards the channel and what happens on it, and the fields below. */
  private final ReentrantLock lock = new ReentrantLock();

  private @Nullable Channel channel;
  private @Nullable Subscription subscription;
  private boolean closed;

  AmqpIntake(
      AmqpLink link,
      ScheduledExecutorService timer,
      Duration patience,
      String label,
      String queue,
      int prefetch) {
    this.link = link;
    this.timer = timer;
    this.patience = patience;
    this.label = label;
    this.queue = queue;
    this.prefetch = prefetch;
  }

  /** Takes at least one message until the deadline, and what is there with it. */
  List<AmqpDelivery> take(int max, Deadline deadline) throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    buffer.enter();
    try {
      while (true) {
        int mark = buffer.mark();
        checkOpen();
        List<AmqpDelivery> there = buffer.take(max);
        if (!there.isEmpty()) {
          wakeIfExhausted();
          return there;
        } else if (deadline.isOver()) {
          return link.call(patience, connection -> get(connection, max));
        }
        Subscription current = link.call(patience, this::subscribe);
        buffer.await(deadline, mark);
        if (current.cancelled) {
          throw link.faults().gone(null);
        }
        if (buffer.isEmpty() && deadline.isOver()) {
          return List.of();
        }
      }
    } finally {
      if (buffer.leave() == 0) {
        scheduleRest();
      }
    }
  }

  /** Lets those who wait on subscribe anew. */
  private void wakeIfExhausted() {
    if (buffer.takers() == 1) {
      return;
    }
    lock.lock();
    try {
      if (subscription != null && subscription.isExhausted()) {
        buffer.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Asks for what is there now; afterwards nothing is on its way. */
  private List<AmqpDelivery> get(Connection connection, int max) throws IOException {
    return use(
        connection,
        current -> {
          unsubscribe();
          List<AmqpDelivery> messages = new ArrayList<>(buffer.take(max));
          while (messages.size() < max) {
            GetResponse response = current.basicGet(queue, false);
            if (response == null) {
              break;
            }
            messages.add(
                new AmqpDelivery(
                    current,
                    response.getEnvelope().getDeliveryTag(),
                    response.getProps(),
                    response.getBody(),
                    new AtomicInteger()));
          }
          return messages;
        });
  }

  /** How many messages wait, at the broker and here. */
  long count() {
    return link.callQuietly(
        patience,
        connection ->
            use(
                connection,
                current -> {
                  if (buffer.takers() == 0) {
                    unsubscribe(); // so that nothing is on its way
                  }
                  return current.messageCount(queue) + buffer.size();
                }));
  }

  /** Something that happens on the channel. */
  private interface Use<R> {
    R run(Channel channel) throws IOException;
  }

  /** Does something on the channel, alone. If that fails the channel goes, with what it brought. */
  private <R> R use(Connection connection, Use<R> use) throws IOException {
    lock.lock();
    try {
      boolean answered = false;
      try {
        R result = use.run(channel(connection));
        answered = true;
        return result;
      } catch (ChannelContinuationTimeoutException e) {
        AmqpLink.abandon(connection); // before anybody else asks something
        throw e;
      } finally {
        if (!answered) {
          drop();
        }
      }
    } finally {
      lock.unlock();
    }
  }

  private void abandon() {
    Channel current = channel;
    if (current != null) {
      AmqpLink.abandon(current.getConnection());
      drop();
    }
  }

  /** Lets the broker have again what came on the channel and is not settled. */
  private void drop() {
    AmqpLink.drop(channel);
    buffer.clear();
  }

  private Channel channel(Connection connection) throws IOException {
    Channel current = channel;
    if (current == null || !current.isOpen()) {
      buffer.clear(); // the broker has them again
      subscription = null;
      current = AmqpLink.channel(connection);
      current.basicQos(prefetch);
      channel = current;
    }
    return current;
  }

  private Subscription subscribe(Connection connection) throws IOException {
    return use(
        connection,
        current -> {
          if (subscription != null && subscription.isExhausted()) {
            unsubscribe(); // the prefetch of the next one begins at nought
          }
          Subscription there = subscription;
          if (there == null || there.ended) {
            there = new Subscription(current);
            there.tag = current.basicConsume(queue, false, there);
            subscription = there;
          }
          return there;
        });
  }

  /** Ends the sending ahead; what was on its way is in the buffer then. */
  private void unsubscribe() throws IOException {
    Subscription there = subscription;
    if (there != null && !there.ended) {
      subscription = null;
      there.getChannel().basicCancel(there.tag);
      if (!AmqpLink.awaitQuietly(there.over, CANCEL_MILLIS)) {
        throw new IOException("no end of the consumer of " + queue);
      }
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored") // nobody waits for it
  private void scheduleRest() {
    if (!isClosed() && buffer.scheduleOnce()) {
      try {
        timer.schedule(this::rest, LINGER_MILLIS, TimeUnit.MILLISECONDS);
      } catch (RejectedExecutionException e) {
        // Closed just now.
      }
    }
  }

  /** Gives back what was sent ahead, unless takers came again. */
  private void rest() {
    buffer.scheduled();
    lock.lock();
    try {
      if (closed || buffer.takers() > 0) {
        return;
      } else if (buffer.wasUsedWithin(TimeUnit.MILLISECONDS.toNanos(LINGER_MILLIS))) {
        scheduleRest();
        return;
      }
      unsubscribe();
      for (AmqpDelivery delivery : buffer.take(Integer.MAX_VALUE)) {
        delivery.channel().basicNack(delivery.tag(), false, true);
      }
    } catch (IOException | ShutdownSignalException e) {
      abandon(); // it broke, or an answer is late: the broker has them back
    } finally {
      lock.unlock();
    }
  }

  /** Says that a message is done; false if the broker has it back already. */
  boolean acknowledge(AmqpDelivery delivery) {
    return onChannel(delivery, () -> delivery.channel().basicAck(delivery.tag(), false));
  }

  /** Gives a message back to its place; false if the broker has it already. */
  boolean giveBack(AmqpDelivery delivery) {
    return onChannel(delivery, () -> delivery.channel().basicNack(delivery.tag(), false, true));
  }

  private interface Step {
    void run() throws IOException;
  }

  private boolean onChannel(AmqpDelivery delivery, Step step) {
    lock.lock();
    try {
      checkOpen();
      if (!delivery.isHeld()) {
        return false;
      }
      step.run();
      delivery.settled();
      return true;
    } catch (IOException | ShutdownSignalException e) {
      return false;
    } finally {
      lock.unlock();
    }
  }

  private boolean isClosed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  private void checkOpen() {
    link.checkOpen();
    if (isClosed()) {
      throw new QueueClosedException("this handle on " + label + " is closed");
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      AmqpLink.drop(channel);
    } finally {
      lock.unlock();
    }
    buffer.clear();
  }

  /** A consumer at the broker. */
  private final class Subscription extends DefaultConsumer {
    final CountDownLatch over = new CountDownLatch(1);
    volatile boolean ended;

    /** Its name; the one of the super class is known a moment later, in another thread. */
    private String tag = "";

    /** How many messages came and are not settled. */
    private final AtomicInteger open = new AtomicInteger();

    /** True if the broker ended it, because the queue is gone. */
    volatile boolean cancelled;

    Subscription(Channel channel) {
      super(channel);
    }

    /** True if takers have all that it brought, and it brings no more until they settle some. */
    boolean isExhausted() {
      return open.get() >= prefetch && buffer.isEmpty();
    }

    @Override
    public void handleDelivery(
        String tag, Envelope envelope, AMQP.BasicProperties properties, byte[] body) {
      open.incrementAndGet();
      buffer.add(new AmqpDelivery(getChannel(), envelope.getDeliveryTag(), properties, body, open));
    }

    @Override
    public void handleCancelOk(String tag) {
      end();
    }

    @Override
    public void handleCancel(String tag) {
      cancelled = true;
      end();
    }

    @Override
    public void handleShutdownSignal(String tag, ShutdownSignalException signal) {
      end();
    }

    private void end() {
      ended = true;
      over.countDown();
      buffer.signal();
    }
  }
}
