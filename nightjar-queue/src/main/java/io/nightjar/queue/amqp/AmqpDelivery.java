// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.amqp;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import java.util.concurrent.atomic.AtomicInteger;

/** A message that the broker sent, on the channel on which it is to be acknowledged. */
final class AmqpDelivery {
  private final Channel channel;
  private final long tag;
  private final AMQP.BasicProperties properties;
  private final byte[] body;

  /** How many of those that came with this one are not settled. */
  private final AtomicInteger open;

  AmqpDelivery(
      Channel channel, long tag, AMQP.BasicProperties properties, byte[] body, AtomicInteger open) {
    this.channel = channel;
    this.tag = tag;
    this.properties = properties;
    this.body = body;
    this.open = open;
  }

  Channel channel() {
    return channel;
  }

  long tag() {
    return tag;
  }

  AMQP.BasicProperties properties() {
    return properties;
  }

  byte[] body() {
    return body;
  }

  /** False if the channel is gone, and the broker has given the message to somebody else. */
  boolean isHeld() {
    return channel.isOpen();
  }

  /** The broker was told what became of it. */
  void settled() {
    open.decrementAndGet();
  }

  /** Names the task; messages of others may have no id. */
  String id() {
    String id = properties.getMessageId();
    return id == null ? "unnamed-" + channel.getChannelNumber() + "-" + tag : id;
  }
}
