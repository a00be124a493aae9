// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.socket;

import io.nightjar.Message;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A request whose answer is waited for. */
final class Pending {
  private final String queue;
  private final String id;
  private final Message message;
  private final CompletableFuture<Message> answer = new CompletableFuture<>();

  /** True if it was given to the socket; may be lost there with the connection. */
  volatile boolean sent;

  /** True if it was ever, and so may have been carried out. */
  volatile boolean wasSent;

  Pending(String queue, String id, Frames frames) {
    this.queue = queue;
    this.id = id;
    this.message = frames.toMessage(id);
  }

  String queue() {
    return queue;
  }

  String id() {
    return id;
  }

  Message message() {
    return message;
  }

  void answer(Message received) {
    answer.complete(received);
  }

  void fail(RuntimeException e) {
    answer.completeExceptionally(e);
  }

  Message await(long millis) throws InterruptedException, TimeoutException {
    try {
      return answer.get(millis, TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw (RuntimeException) e.getCause();
    }
  }
}
