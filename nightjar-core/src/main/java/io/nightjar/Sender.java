// SPDX-License-Identifier: Apache-2.0
package io.nightjar;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * A socket that sends.
 *
 * <p>A message is sent whole or not at all, whatever the number of its frames and of the threads
 * that share the socket. A {@code send} that finds no room waits, as does one with no peer to send
 * to; PUB, XPUB, XSUB, ROUTER and REP drop the message instead ({@link Options#WHEN_FULL} changes
 * that). {@code trySend} gives up where {@code send} would wait. An accepted message is copied or
 * immutable: arrays and buffers can be reused as soon as the call returns.
 */
public interface Sender extends Socket {
  @Override
  <T> Sender set(Option<T> option, T value);

  /**
   * Sends a message.
   *
   * @throws ClosedException if the socket is closed, before or while waiting
   * @throws TimeoutException if {@link Options#SNDTIMEO} ran out
   * @throws QueueFullException if a queue is full and {@link Options#WHEN_FULL} is FAIL
   * @throws OutOfTurnException if a REQ or REP is not in the state to send
   * @throws HostUnreachableException if a ROUTER with {@link Options#ROUTER_MANDATORY} has no such
   *     peer
   * @throws InvalidMessageException if this type cannot send it: one frame alone by a ROUTER
   * @throws InterruptedException if the calling thread is interrupted while waiting; nothing was
   *     sent
   */
  void send(Message message) throws InterruptedException;

  /** Sends texts, a frame each, in UTF-8. Throws what {@link #send(Message)} throws. */
  default void send(String first, String... more) throws InterruptedException {
    send(Message.of(first, more));
  }

  /** Sends one frame. Throws what {@link #send(Message)} throws. */
  void send(byte[] body) throws InterruptedException;

  /**
   * Sends the remaining bytes of a buffer as one frame; the position moves to the limit when the
   * message was taken. Allocates nothing, but for a message above 16 MiB, which gets an array of
   * its own. Throws what {@link #send(Message)} throws.
   */
  void send(ByteBuffer body) throws InterruptedException;

  /**
   * Sends a message if there is room now. Throws what {@link #send(Message)} throws, but for the
   * time-out and the interrupt.
   *
   * @return whether it was sent
   */
  boolean trySend(Message message);

  /** Sends one frame as {@link #trySend(Message)} does; tells whether it was sent. */
  boolean trySend(byte[] body);

  /** Sends the remaining bytes of a buffer as {@link #trySend(Message)} does; tells whether. */
  boolean trySend(ByteBuffer body);

  /**
   * Sends a message if there is room within this time. Throws what {@link #send(Message)} throws,
   * but for the time-out.
   *
   * @param timeout the longest wait; below nought without limit
   * @return whether it was sent
   * @throws ClosedException if the socket is closed, before or while waiting
   * @throws InterruptedException if the calling thread is interrupted; nothing was sent
   */
  boolean trySend(Message message, Duration timeout) throws InterruptedException;

  /**
   * Sends a message when there is room; the future completes when the socket has taken it. Never
   * blocks; {@link Options#SNDTIMEO} does not count. Messages of one thread keep their order.
   * Cancelling a future whose message waits takes the message back, and so does a time-out of the
   * future.
   *
   * <p>Messages that wait for room are held by no limit and counted nowhere but by their futures: a
   * caller that never looks at these can fill the heap. Bound them, for example by a semaphore.
   *
   * <p>It never throws what {@link #send(Message)} throws: the future fails with that. Dependent
   * stages run on threads of the context that may block, or in the caller if it is done already.
   */
  CompletableFuture<Void> sendAsync(Message message);

  /** Hands everything sent so far to the operating system now, rather than within microseconds. */
  void flush();
}
