// SPDX-License-Identifier: Apache-2.0
package io.nightjar;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Collection;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * A socket that receives.
 *
 * <p>Fair among peers: a fast peer cannot starve a slow one. With many receiving threads each
 * message goes to one of them.
 */
public interface Receiver extends Socket, Iterable<Message> {
  @Override
  <T> Receiver set(Option<T> option, T value);

  /**
   * Takes the next message, waiting until one arrives.
   *
   * @throws ClosedException if the socket is closed, before or while waiting
   * @throws TimeoutException if {@link Options#RCVTIMEO} ran out
   * @throws OutOfTurnException if a REQ or REP is not in the state to receive
   * @throws InterruptedException if the calling thread is interrupted; no message is lost
   */
  Message receive() throws InterruptedException;

  /**
   * Takes the next message if one is here.
   *
   * @return the message, or null if there is none
   * @throws ClosedException if the socket is closed
   * @throws OutOfTurnException if a REQ or REP is not in the state to receive
   */
  @Nullable Message tryReceive();

  /**
   * Takes the next message, waiting no longer than this.
   *
   * @param timeout the longest wait; below nought without limit
   * @return the message, or null if none came in time
   * @throws ClosedException if the socket is closed, before or while waiting
   * @throws OutOfTurnException if a REQ or REP is not in the state to receive
   * @throws InterruptedException if the calling thread is interrupted; no message is lost
   */
  @Nullable Message tryReceive(Duration timeout) throws InterruptedException;

  /**
   * Takes the next message as text: its frames decoded from UTF-8; those of a multipart message
   * joined by a line feed. Throws what {@link #receive()} throws.
   */
  default String receiveString() throws InterruptedException {
    return receive().toText();
  }

  /**
   * Takes the body of the next message, which has one frame. Allocates the array and nothing else.
   * Throws what {@link #receive()} throws.
   *
   * @throws UnexpectedMessageException if it has several frames; the exception holds the message
   */
  byte[] receiveBytes() throws InterruptedException;

  /**
   * Puts the body of the next message, which has one frame, into a buffer at its position and moves
   * the position. Allocates nothing, but for a message above 16 MiB, which comes in an array of its
   * own. Throws what {@link #receive()} throws.
   *
   * @return the length of the body
   * @throws UnexpectedMessageException if it has several frames or does not fit in what remains of
   *     the buffer; the exception holds the message and the buffer is as before
   */
  int receive(ByteBuffer buffer) throws InterruptedException;

  /** Like {@link #receive(ByteBuffer)}, without waiting: returns -1 if there is no message. */
  int tryReceive(ByteBuffer buffer);

  /**
   * Takes messages that are here, without waiting. If adding one to the collection throws, it and
   * those after it are the next to be received.
   *
   * @return how many were added to the collection, at most {@code max}
   */
  int drainTo(Collection<? super Message> target, int max);

  /**
   * The next message, when it comes. Never blocks. Cancelling the future gives up its turn; no
   * message is lost; a time-out of the future does the same. {@link Options#RCVTIMEO} does not
   * count. Fails with what {@link #receive()} throws, {@link ClosedException} when the socket is
   * closed. Dependent stages run on threads of the context that may block, or in the caller if it
   * is done already.
   */
  CompletableFuture<Message> receiveAsync();

  /**
   * The messages as a flow, with back-pressure: what is not requested stays in the socket. Several
   * subscribers share the messages, each goes to one of them. Completes when the socket is closed,
   * also if nothing is requested then. A subscriber that throws in {@code onNext} gets that in its
   * {@code onError}, and no more messages.
   */
  Flow.Publisher<Message> publisher();

  /**
   * Messages until the socket is closed or the iterating thread is interrupted, whose interrupt
   * flag then stays set. Where {@link Options#RCVTIMEO} is set and runs out, {@code hasNext} throws
   * {@link TimeoutException}; iterating may go on after it.
   */
  @Override
  Iterator<Message> iterator();
}
