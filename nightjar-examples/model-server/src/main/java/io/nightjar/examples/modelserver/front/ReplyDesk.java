// SPDX-License-Identifier: Apache-2.0
package io.nightjar.examples.modelserver.front;

import io.nightjar.Context;
import io.nightjar.Message;
import io.nightjar.RouterSocket;
import io.nightjar.SocketType;
import io.nightjar.examples.modelserver.message.Answer;
import io.nightjar.queue.Codec;
import io.nightjar.queue.json.JsonCodec;
import java.util.List;
import java.util.function.Consumer;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * Takes the answers of the workers, at a ROUTER with a thread of its own, and gives each batch a
 * receipt. The worker's side is {@code ReplyLine}.
 */
public final class ReplyDesk implements AutoCloseable {
  private static final int FRAMES =
      4; // routing id, number of the batch, name of the worker, answers

  private final Context context = Context.create();
  private final RouterSocket socket = context.socket(SocketType.ROUTER);
  private final String endpoint = socket.bind("tcp://127.0.0.1:*").address();
  private final Codec<List<Answer>> codec =
      JsonCodec.of(new JsonMapper(), new TypeReference<List<Answer>>() {});
  private final OpenRequests requests;

  /** For the answers to these requests. */
  public ReplyDesk(OpenRequests requests) {
    this.requests = requests;
  }

  /** Where workers connect. */
  public String endpoint() {
    return endpoint;
  }

  /** Starts; {@code hello} is told the name of each worker that reports for work. */
  public void start(Consumer<String> hello) {
    new Thread(() -> run(hello), "reply-desk").start();
  }

  private void run(Consumer<String> hello) {
    for (Message message : socket) { // until it is closed
      try {
        take(message, hello);
      } catch (JacksonException | IllegalArgumentException e) {
        // No answers: whoever sent that gets no receipt.
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  /** A batch counts as a whole or not at all. */
  private void take(Message message, Consumer<String> hello) throws InterruptedException {
    if (message.size() != FRAMES) {
      throw new IllegalArgumentException(message.size() + " frames");
    }
    String worker = message.text(2);
    List<Answer> answers = codec.decode(message.bytes(3));
    if (answers.contains(null)) {
      throw new IllegalArgumentException("an answer is missing");
    }
    if (answers.isEmpty()) {
      hello.accept(worker);
    }
    for (Answer answer : answers) {
      requests.answer(worker, answer);
    }
    socket.send(Message.wrap(message.bytes(0), message.bytes(1)));
  }

  @Override
  public void close() {
    socket.close();
    context.close();
  }
}
