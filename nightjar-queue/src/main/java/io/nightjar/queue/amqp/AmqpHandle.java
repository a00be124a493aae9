// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.amqp;

import com.rabbitmq.client.AMQP;
import io.nightjar.queue.Order;
import io.nightjar.queue.QueueSettings;
import io.nightjar.queue.QueueUnavailableException;
import io.nightjar.queue.spi.QueueStore;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/** What the queue and its dead letters share in one handle: connections, publisher and timer. */
final class AmqpHandle {
  private final AmqpAddress address;
  private final AmqpLink link;

  /** A broker that is short of disk stops reading from who publishes; takers are to go on. */
  private final AmqpLink publishing;

  private final AmqpPublisher publisher;
  private final QueueSettings settings;
  private final ScheduledExecutorService timer;
  private final AmqpDelays delays;

  private AmqpHandle(AmqpAddress address, AmqpLink link, QueueSettings settings) {
    this.address = address;
    this.link = link;
    this.settings = settings;
    this.publishing = new AmqpLink(address);
    this.publisher = new AmqpPublisher(publishing, patience());
    this.delays = new AmqpDelays(address, link, patience(), this::list);
    this.timer =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "nightjar-queue timer " + address);
              thread.setDaemon(true);
              return thread;
            });
  }

  static QueueStore open(AmqpAddress address, QueueSettings asked) {
    AmqpLink link = new AmqpLink(address);
    boolean opened = false;
    try {
      AmqpQueues queues = new AmqpQueues(address, link);
      QueueSettings settings =
          link.callQuietly(Duration.ZERO, connection -> queues.open(connection, asked));
      AmqpHandle handle = new AmqpHandle(address, link, settings);
      opened = true;
      return new AmqpStore(handle, false);
    } finally {
      if (!opened) {
        link.close();
      }
    }
  }

  AmqpAddress address() {
    return address;
  }

  QueueSettings settings() {
    return settings;
  }

  AmqpLink link() {
    return link;
  }

  private Duration patience() {
    return settings.get(AmqpOptions.RECONNECT);
  }

  AmqpIntake intake(boolean dead) {
    boolean priorities = settings.order() == Order.PRIORITY && !dead;
    return new AmqpIntake(
        link,
        timer,
        patience(),
        dead ? "the dead letters of " + address : address.toString(),
        dead ? address.deadLetters() : address.name(),
        priorities ? 1 : Math.max(1, settings.get(AmqpOptions.PREFETCH)));
  }

  /** Publishes; a queue that is gone is an error, a full one an answer. */
  List<AmqpPublisher.Answer> publish(List<AmqpPublisher.Letter> letters) {
    List<AmqpPublisher.Answer> answers = publisher.publish(letters);
    if (answers.contains(AmqpPublisher.Answer.NOWHERE)) {
      throw link.faults().gone(null);
    }
    return answers;
  }

  /** Publishes to a queue without a bound. */
  void publish(String queue, AMQP.BasicProperties properties, byte[] body) {
    List<AmqpPublisher.Answer> answers =
        publish(List.of(new AmqpPublisher.Letter(queue, properties, body)));
    if (answers.contains(AmqpPublisher.Answer.FULL)) {
      throw new QueueUnavailableException(
          address + ": RabbitMQ does not take messages for " + queue + "; see its log");
    }
  }

  private void list(String queue, byte[] step) {
    publish(queue, AmqpMessages.fresh(0), step);
  }

  /** Lets a task come in so long, and then when there is room. */
  void publishLater(Duration delay, AMQP.BasicProperties properties, byte[] body) {
    publish(delays.queue(delay), properties, body);
  }

  /** The tasks whose time has not come, whoever put them. */
  long delayed() {
    return delays.count();
  }

  void close() {
    publishing.close();
    link.close();
    timer.shutdownNow();
  }
}
