// SPDX-License-Identifier: Apache-2.0
package io.nightjar.examples.modelserver.worker;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.nightjar.Context;
import io.nightjar.DealerSocket;
import io.nightjar.Message;
import io.nightjar.SocketType;
import io.nightjar.examples.modelserver.message.Answer;
import io.nightjar.queue.Codec;
import io.nightjar.queue.json.JsonCodec;
import java.time.Duration;
import java.util.List;

/**
 * The way of answers to the front end: a DEALER. A batch is three frames: its number, the name of
 * this worker, and a JSON array of answers. The front end sends the number back once it has them.
 * For one thread.
 */
final class ReplyLine implements AutoCloseable {
  private final Context context = Context.create();
  private final DealerSocket socket = context.socket(SocketType.DEALER);
  private final Codec<Answer[]> codec = JsonCodec.of(Answer[].class);
  private final byte[] worker;
  private long batches;

  ReplyLine(String endpoint, String worker) {
    this.worker = worker.getBytes(UTF_8);
    socket.connect(endpoint);
  }

  /** Delivers answers; false: the front end did not say in time that it has them. */
  boolean deliver(List<Answer> answers, Duration patience) throws InterruptedException {
    String batch = Long.toString(++batches);
    byte[] json = codec.encode(answers.toArray(Answer[]::new));
    long end = System.nanoTime() + patience.toNanos();
    if (!socket.trySend(Message.wrap(batch.getBytes(UTF_8), worker, json), patience)) {
      return false;
    }
    while (true) {
      Message receipt = socket.tryReceive(Duration.ofNanos(Math.max(0, end - System.nanoTime())));
      if (receipt == null || receipt.text().equals(batch)) {
        return receipt != null;
      } // else it is for a batch that was given up
    }
  }

  @Override
  public void close() {
    socket.close();
    context.close();
  }
}
