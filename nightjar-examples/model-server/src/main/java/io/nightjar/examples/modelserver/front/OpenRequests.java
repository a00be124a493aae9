// SPDX-License-Identifier: Apache-2.0
package io.nightjar.examples.modelserver.front;

import io.nightjar.examples.modelserver.message.Answer;
import io.nightjar.examples.modelserver.message.Question;
import io.nightjar.queue.Codec;
import io.nightjar.queue.QueueException;
import io.nightjar.queue.WorkQueue;
import io.nightjar.queue.json.JsonCodec;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The requests that wait for an answer. Workers may answer a question twice, when one of them was
 * lost before its task was done; the first answer ends the request, and others are dropped. Safe to
 * use from any thread.
 */
public final class OpenRequests implements AutoCloseable {
  private static final long LAST_SECONDS = 3;

  /** An answer, and who gave it. */
  private record Reply(String worker, Answer answer) {}

  private final WorkQueue<byte[]> queue;
  private final Codec<Question> codec = JsonCodec.of(Question.class);
  private final Duration timeout;
  private final Tally tally;

  /** Ids begin with it: a queue that outlives its front end may hold questions of another run. */
  private final String run = UUID.randomUUID() + "-";

  private final long started = System.currentTimeMillis();
  private final Consumer<String> log;
  private final AtomicBoolean otherSeen = new AtomicBoolean();
  private final AtomicLong asked = new AtomicLong();

  private volatile boolean closed;

  /** One that timed out stays, so that its answer is known as late. The queue's bound is theirs. */
  private final Map<String, CompletableFuture<Reply>> open = new ConcurrentHashMap<>();

  /** Puts questions in this queue; {@code log} is told if somebody else does, too. */
  public OpenRequests(
      WorkQueue<byte[]> queue, Duration timeout, Tally tally, Consumer<String> log) {
    this.queue = queue;
    this.timeout = timeout;
    this.tally = tally;
    this.log = log;
  }

  /**
   * Asks the workers; null: the queue is full, or closed. The future fails with {@link
   * TimeoutException} or {@link PredictionFailedException}.
   *
   * @throws QueueException if the queue cannot be reached
   */
  public @Nullable CompletableFuture<Answer> ask(double[] features) {
    long start = System.nanoTime();
    tally.add(Count.ASKED);
    String id = run + asked.incrementAndGet() + "-" + System.currentTimeMillis();
    CompletableFuture<Reply> request = new CompletableFuture<>();
    open.put(id, request);
    boolean put = false;
    try {
      put = !closed && queue.offer(codec.encode(new Question(id, features)));
    } finally {
      if (!put) {
        open.remove(id);
        tally.add(Count.REFUSED);
      }
    }
    return put
        ? request
            .orTimeout(timeout.toNanos(), TimeUnit.NANOSECONDS)
            .whenComplete((reply, failure) -> ended(start, reply, failure))
            .thenApply(Reply::answer)
        : null;
  }

  /** Counts before the client hears of it, so that it finds itself in the counts. */
  private void ended(long start, @Nullable Reply reply, @Nullable Throwable failure) {
    if (reply != null) {
      tally.latencies().add(System.nanoTime() - start);
      tally.add(Count.ANSWERED);
      tally.answered(reply.worker());
    } else {
      tally.add(failure instanceof TimeoutException ? Count.TIMED_OUT : Count.FAILED);
    }
  }

  /** A worker has answered. */
  void answer(String worker, Answer answer) {
    CompletableFuture<Reply> request = open.remove(answer.id());
    if (request == null) {
      lookForOther(answer.id());
      tally.add(answer.id().startsWith(run) ? Count.REPEATED : Count.LATE);
    } else if (!request.complete(new Reply(worker, answer))) {
      tally.add(Count.LATE); // it has timed out
    }
  }

  /** No worker will answer. */
  void fail(String id, String reason) {
    CompletableFuture<Reply> request = open.remove(id);
    if (request != null) {
      request.completeExceptionally(new PredictionFailedException(reason));
    } else {
      lookForOther(id);
    }
  }

  /** An earlier run leaves questions in the queue, too, but asks none any more. */
  private void lookForOther(String id) {
    if (!id.startsWith(run) && askedAt(id) >= started && otherSeen.compareAndSet(false, true)) {
      log.accept(
          "another model server uses "
              + queue.address()
              + ", too, and each gets answers of the other, whose requests then time out: give one"
              + " of them a queue of its own");
    }
  }

  /** The time in milliseconds that ends an id, or -1. */
  private static long askedAt(String id) {
    try {
      return Long.parseLong(id.substring(id.lastIndexOf('-') + 1));
    } catch (NumberFormatException e) {
      return -1; // no id of a model server
    }
  }

  /** Nobody is left to answer, and nobody will come: fails what is open, and refuses all others. */
  public void giveUp() {
    closed = true;
    open.keySet().forEach(id -> fail(id, "the model server ends"));
  }

  /** Refuses all requests from now on, and waits a while for the open ones. */
  @Override
  public void close() {
    closed = true;
    CompletableFuture.allOf(open.values().toArray(CompletableFuture<?>[]::new))
        .completeOnTimeout(null, LAST_SECONDS, TimeUnit.SECONDS)
        .exceptionally(failure -> null) // of a request
        .join();
  }
}
