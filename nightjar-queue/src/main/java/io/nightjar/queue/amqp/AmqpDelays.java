// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.amqp;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.GetResponse;
import io.nightjar.queue.UnsupportedQueueException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;

/**
 * The queues that hold delayed tasks, one for each step of time in use, and the list of these
 * steps: a broker does not tell its clients what queues it has.
 */
final class AmqpDelays {
  /** RabbitMQ counts times in 32 bits. */
  static final Duration LONGEST = Duration.ofDays(42);

  private static final long WEEK_MILLIS = Duration.ofDays(7).toMillis();

  /** The first number that has more than two digits. */
  private static final int TOO_LONG = 100;

  /** How old what is known of the list may be. */
  private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final AmqpAddress address;
  private final AmqpLink link;
  private final Duration patience;

  /** Publishes to a queue, and returns when the broker has confirmed it. */
  private final BiConsumer<String, byte[]> publisher;

  /** Guards the fields below, and keeps the threads of this handle out of each other's list. */
  private final ReentrantLock lock = new ReentrantLock();

  private final Set<Long> steps = new HashSet<>();
  private long knownNanos = System.nanoTime() - FRESH_NANOS;

  AmqpDelays(
      AmqpAddress address, AmqpLink link, Duration patience, BiConsumer<String, byte[]> publisher) {
    this.address = address;
    this.link = link;
    this.patience = patience;
    this.publisher = publisher;
  }

  /** The queue that holds a task for so long; makes it if it is not there. */
  String queue(Duration delay) {
    if (delay.compareTo(LONGEST) > 0) {
      throw new UnsupportedQueueException(
          address
              + " cannot have a delay of "
              + delay
              + ": RabbitMQ keeps up to "
              + LONGEST
              + "; file: and redis: queues can");
    }
    long step = step(delay);
    list(step);
    return link.callQuietly(
        patience,
        connection -> {
          Channel channel = AmqpLink.channel(connection);
          try {
            return declare(channel, step);
          } finally {
            AmqpLink.drop(channel);
          }
        });
  }

  /**
   * The time that a queue is made for: two digits and noughts, rounded up. So there are 90 queues
   * at most for each power of ten, whatever delays are asked for.
   */
  static long step(Duration delay) {
    long millis = Math.max(1, delay.plusNanos(999_999).toMillis());
    long unit = 1;
    while (millis / unit >= TOO_LONG) {
      unit *= 10;
    }
    return Math.min((millis + unit - 1) / unit * unit, LONGEST.toMillis());
  }

  /**
   * The queue is of the kind that hands a task over when the other queue has confirmed it, and not
   * before; and it goes when nobody used it for a week.
   */
  private String declare(Channel channel, long step) throws IOException {
    Map<String, Object> arguments = new LinkedHashMap<>();
    arguments.put("x-queue-type", "quorum");
    arguments.put("x-message-ttl", step);
    arguments.put("x-expires", WEEK_MILLIS + step);
    arguments.put("x-overflow", "reject-publish");
    arguments.put("x-dead-letter-strategy", "at-least-once");
    arguments.put("x-dead-letter-exchange", "");
    arguments.put("x-dead-letter-routing-key", address.name());
    return channel.queueDeclare(address.delayed(step), true, false, false, arguments).getQueue();
  }

  /**
   * Lists a step before its queue is made, so that others count its tasks. Two may do so at once:
   * {@link #read} throws out what is there twice.
   */
  private void list(long step) {
    if (isListed(step)) {
      return;
    }
    publisher.accept(address.delays(), Long.toString(step).getBytes(StandardCharsets.UTF_8));
    lock.lock();
    try {
      steps.add(step);
    } finally {
      lock.unlock();
    }
  }

  private boolean isListed(long step) {
    lock.lock();
    try {
      if (!steps.contains(step)) {
        refresh();
      }
      return steps.contains(step);
    } finally {
      lock.unlock();
    }
  }

  /** The steps that are listed, now or a moment ago. */
  private Set<Long> listed() {
    lock.lock();
    try {
      if (System.nanoTime() - knownNanos >= FRESH_NANOS) {
        refresh();
      }
      return Set.copyOf(steps);
    } finally {
      lock.unlock();
    }
  }

  /** How many tasks are delayed, whoever put them. */
  long count() {
    Set<Long> listed = listed();
    return listed.isEmpty()
        ? 0
        : link.callQuietly(patience, connection -> count(connection, listed));
  }

  private long count(Connection connection, Set<Long> listed) throws IOException {
    long count = 0;
    Channel channel = AmqpLink.channel(connection);
    try {
      for (long step : listed) {
        try {
          count += channel.messageCount(address.delayed(step));
        } catch (IOException e) {
          if (!AmqpFaults.isMissing(e)) {
            throw e;
          }
          channel = AmqpLink.channel(connection); // it expired, and the broker ended the channel
        }
      }
    } finally {
      AmqpLink.drop(channel);
    }
    return count;
  }

  private void refresh() {
    steps.addAll(link.callQuietly(patience, this::read));
    knownNanos = System.nanoTime();
  }

  /** Reads the list. One client at a time, since it takes all messages and gives them back. */
  private Set<Long> read(Connection connection) throws IOException {
    Set<Long> found = new HashSet<>();
    AmqpLock held = AmqpLock.hold(address, link, connection);
    try {
      Channel channel = AmqpLink.channel(connection);
      try {
        long last = 0;
        for (GetResponse next = channel.basicGet(address.delays(), false);
            next != null;
            next = channel.basicGet(address.delays(), false)) {
          long step = step(next.getBody());
          long tag = next.getEnvelope().getDeliveryTag();
          if (step > 0 && found.add(step)) {
            last = tag;
          } else {
            channel.basicAck(tag, false);
          }
        }
        if (!found.isEmpty()) {
          channel.basicNack(last, true, true);
          channel.messageCount(address.delays()); // answered when they are back
        }
      } finally {
        AmqpLink.drop(channel);
      }
    } finally {
      held.release();
    }
    return found;
  }

  /** 0 if it is no step. */
  private static long step(byte[] text) {
    try {
      long step = Long.parseLong(new String(text, StandardCharsets.UTF_8));
      return step <= LONGEST.toMillis() ? step : 0;
    } catch (NumberFormatException e) {
      return 0;
    }
  }
}
