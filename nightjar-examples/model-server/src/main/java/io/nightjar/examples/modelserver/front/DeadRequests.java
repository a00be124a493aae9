// SPDX-License-Identifier: Apache-2.0
package io.nightjar.examples.modelserver.front;

import io.nightjar.examples.modelserver.message.Question;
import io.nightjar.queue.Codec;
import io.nightjar.queue.QueueClosedException;
import io.nightjar.queue.Task;
import io.nightjar.queue.WorkQueue;
import io.nightjar.queue.json.JsonCodec;
import java.util.Objects;
import tools.jackson.core.JacksonException;

/** Fails the requests whose question became a dead letter, so that nobody waits for them. */
public final class DeadRequests implements AutoCloseable {
  private final WorkQueue<byte[]> dead;
  private final OpenRequests requests;
  private final Codec<Question> codec = JsonCodec.of(Question.class);

  /** Looks after the dead letters of this queue. */
  public DeadRequests(WorkQueue<byte[]> queue, OpenRequests requests) {
    this.dead = queue.deadLetters();
    this.requests = requests;
  }

  /** Starts. */
  public void start() {
    new Thread(this::run, "dead-requests").start();
  }

  private void run() {
    try {
      for (Task<byte[]> task : dead.tasks()) {
        bury(task);
        task.done();
      }
    } catch (QueueClosedException e) {
      // The end.
    }
  }

  private void bury(Task<byte[]> task) {
    try {
      String reason = Objects.requireNonNullElse(task.reason(), "its workers were lost");
      requests.fail(codec.decode(task.value()).id(), reason);
    } catch (JacksonException | IllegalArgumentException e) {
      // Somebody else put it in the queue.
    }
  }

  @Override
  public void close() {
    dead.close();
  }
}
