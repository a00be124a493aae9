// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.amqp;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import io.nightjar.queue.PayloadTooLargeException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Publishes, and returns when the broker has confirmed or refused. */
final class AmqpPublisher {
  /** What became of a message. */
  enum Answer {
    IN,
    FULL,
    NOWHERE
  }

  /** A message and the name of the queue that it is for. */
  static final class Letter {
    private final String queue;
    private final AMQP.BasicProperties properties;
    private final byte[] body;

    Letter(String queue, AMQP.BasicProperties properties, byte[] body) {
      this.queue = queue;
      this.properties = properties;
      this.body = body;
    }
  }

  private final AmqpLink link;
  private final Duration patience;

  /** Guards {@link #line}, and publishing. */
  private final ReentrantLock lock = new ReentrantLock();

  private @Nullable Line line;

  /** The largest message that the broker takes; a larger one has a channel of its own to end. */
  private volatile long largest = Long.MAX_VALUE;

  AmqpPublisher(AmqpLink link, Duration patience) {
    this.link = link;
    this.patience = patience;
  }

  /** Publishes all, in their order; what happened to each. An interrupt does not end it. */
  List<Answer> publish(List<Letter> letters) {
    while (true) {
      boolean large = isLarge(letters);
      try {
        return link.callQuietly(
            patience,
            connection ->
                large ? sendApart(connection, letters) : await(send(connection, letters)));
      } catch (PayloadTooLargeException e) {
        long found = AmqpFaults.largest(e);
        if (found >= 0) {
          largest = found;
        }
        if (found < 0 || isLarge(letters)) {
          throw e;
        }
        // It was the message of another put, for which the broker ended the channel of all.
      }
    }
  }

  private boolean isLarge(List<Letter> letters) {
    return letters.stream().anyMatch(letter -> letter.body.length > largest);
  }

  private List<CompletableFuture<Answer>> send(Connection connection, List<Letter> letters)
      throws IOException {
    lock.lock();
    try {
      Line current = line;
      if (current == null || !current.channel.isOpen()) {
        current = new Line(AmqpLink.channel(connection));
        line = current;
      }
      return current.send(letters);
    } finally {
      lock.unlock();
    }
  }

  private List<Answer> sendApart(Connection connection, List<Letter> letters)
      throws IOException, TimeoutException {
    Line own = new Line(AmqpLink.channel(connection));
    try {
      return await(own.send(letters));
    } finally {
      AmqpLink.drop(own.channel);
    }
  }

  private List<Answer> await(List<CompletableFuture<Answer>> futures)
      throws IOException, TimeoutException {
    List<Answer> answers = new ArrayList<>();
    for (CompletableFuture<Answer> future : futures) {
      try {
        answers.add(get(future));
      } catch (ExecutionException e) {
        throw new IOException("the connection broke before the broker confirmed", e.getCause());
      } catch (TimeoutException e) {
        TimeoutException slow =
            new TimeoutException(
                "no confirmation for "
                    + patience
                    + "; it may be out of memory or disk, see its log");
        slow.initCause(e);
        throw slow;
      }
    }
    return answers;
  }

  /** An interrupt is seen later: whether what is on its way is in has to be known. */
  private Answer get(CompletableFuture<Answer> future) throws ExecutionException, TimeoutException {
    long end = System.nanoTime() + patience.toNanos();
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return future.get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** A channel with its unconfirmed messages, by their number. */
  private static final class Line {
    private record Open(String id, CompletableFuture<Answer> answer) {}

    final Channel channel;
    private final ConcurrentSkipListMap<Long, Open> unconfirmed = new ConcurrentSkipListMap<>();

    /** The ids of messages that no queue took; the broker tells before it confirms them. */
    private final ConcurrentHashMap<String, Boolean> returned = new ConcurrentHashMap<>();

    Line(Channel channel) throws IOException {
      this.channel = channel;
      channel.addConfirmListener(
          (number, multiple) -> answer(number, multiple, Answer.IN),
          (number, multiple) -> answer(number, multiple, Answer.FULL));
      channel.addReturnListener(
          message -> returned.put(message.getProperties().getMessageId(), true));
      channel.addShutdownListener(
          cause -> unconfirmed.values().forEach(open -> open.answer.completeExceptionally(cause)));
      channel.confirmSelect();
    }

    List<CompletableFuture<Answer>> send(List<Letter> letters) throws IOException {
      List<CompletableFuture<Answer>> answers = new ArrayList<>();
      for (Letter letter : letters) {
        answers.add(send(letter));
      }
      return answers;
    }

    private CompletableFuture<Answer> send(Letter letter) throws IOException {
      CompletableFuture<Answer> answer = new CompletableFuture<>();
      unconfirmed.put(
          channel.getNextPublishSeqNo(), new Open(letter.properties.getMessageId(), answer));
      channel.basicPublish("", letter.queue, true, letter.properties, letter.body);
      return answer;
    }

    private void answer(long number, boolean multiple, Answer answer) {
      var settled =
          multiple
              ? unconfirmed.headMap(number, true)
              : unconfirmed.subMap(number, true, number, true);
      settled
          .values()
          .forEach(
              open ->
                  open.answer.complete(returned.remove(open.id) == null ? answer : Answer.NOWHERE));
      settled.clear();
    }
  }
}
