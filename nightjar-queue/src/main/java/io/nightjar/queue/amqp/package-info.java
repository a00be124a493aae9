// SPDX-License-Identifier: Apache-2.0
/**
 * Queues in RabbitMQ, through its Java client. The broker does what it is good at: confirmed puts,
 * prefetch, acknowledgements, priorities. What it has no notion of is refused. This package knows
 * the SPI and no other kind of queue.
 */
@NullMarked
package io.nightjar.queue.amqp;

import org.jspecify.annotations.NullMarked;
