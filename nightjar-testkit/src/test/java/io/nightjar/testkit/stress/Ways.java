// SPDX-License-Identifier: Apache-2.0
package io.nightjar.testkit.stress;

import io.nightjar.Message;
import io.nightjar.Receiver;
import io.nightjar.Sender;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;

/** All the ways to send and to receive, in random turns, each accounted for when interrupted. */
final class Ways {
  private Ways() {}

  /** Tries to send in some way; tells whether the socket took the message. */
  static boolean send(Sender socket, Message message, Random random) throws InterruptedException {
    return switch (random.nextInt(6)) {
      case 0 -> socket.trySend(message);
      case 1 -> socket.trySend(message, Duration.ofNanos(random.nextInt(2_000_000)));
      case 2 -> sendLater(socket, message, random);
      default -> {
        socket.send(message);
        yield true;
      }
    };
  }

  private static boolean sendLater(Sender socket, Message message, Random random) {
    CompletableFuture<Void> future = socket.sendAsync(message);
    if (random.nextBoolean()) {
      Crew.pause(random, 50);
      if (future.cancel(true)) {
        return false;
      }
    }
    try {
      future.get();
      return true;
    } catch (InterruptedException e) {
      // Taken back, or sent after all: the future knows.
      return !future.cancel(true);
    } catch (CancellationException e) {
      return false;
    } catch (ExecutionException e) {
      throw new AssertionError("sendAsync failed", e.getCause());
    }
  }

  /** Receives in some way; gives what came, if anything did, to the consumer. */
  static void receive(Receiver socket, Random random, Consumer<Message> consumer)
      throws InterruptedException {
    switch (random.nextInt(6)) {
      case 0 -> give(socket.tryReceive(), consumer);
      case 1 -> {
        List<Message> several = new ArrayList<>();
        socket.drainTo(several, 1 + random.nextInt(20));
        several.forEach(consumer);
      }
      case 2 -> receiveLater(socket, random, consumer);
      default -> give(socket.tryReceive(Duration.ofNanos(random.nextInt(20_000_000))), consumer);
    }
  }

  private static void receiveLater(Receiver socket, Random random, Consumer<Message> consumer) {
    CompletableFuture<Message> future = socket.receiveAsync();
    Crew.pause(random, 100);
    if (!future.cancel(true)) {
      give(future.join(), consumer);
    }
  }

  private static void give(Message message, Consumer<Message> consumer) {
    if (message != null) {
      consumer.accept(message);
    }
  }
}
