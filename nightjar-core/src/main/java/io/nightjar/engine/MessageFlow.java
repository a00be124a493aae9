// SPDX-License-Identifier: Apache-2.0
package io.nightjar.engine;

import io.nightjar.ClosedException;
import io.nightjar.Message;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** The messages of a socket as a flow: one is taken for each that was requested. */
final class MessageFlow implements Flow.Publisher<Message> {
  private final MessageSocket socket;

  MessageFlow(MessageSocket socket) {
    this.socket = socket;
  }

  @Override
  public void subscribe(Flow.Subscriber<? super Message> subscriber) {
    subscriber.onSubscribe(new Demand(subscriber));
  }

  private final class Demand implements Flow.Subscription {
    private final Flow.Subscriber<? super Message> subscriber;
    // Guarded by this.
    private long wanted;
    private boolean delivering;
    private boolean done;
    private @Nullable CompletableFuture<Message> pending;

    Demand(Flow.Subscriber<? super Message> subscriber) {
      this.subscriber = subscriber;
    }

    @Override
    public void request(long count) {
      if (count <= 0) {
        if (finish()) {
          subscriber.onError(new IllegalArgumentException("requested " + count + " messages"));
        }
        return;
      }
      synchronized (this) {
        wanted = wanted + count < 0 ? Long.MAX_VALUE : wanted + count;
        if (delivering || done) {
          return;
        }
        delivering = true;
      }
      socket.context().executor().execute(this::deliver);
    }

    /** Delivers until nothing is wanted or nothing is here; one thread at a time. */
    private void deliver() {
      while (true) {
        CompletableFuture<Message> next;
        synchronized (this) {
          if (done || wanted == 0) {
            delivering = false;
            return;
          }
          wanted--;
          next = socket.receiveAsync();
          pending = next;
        }
        if (!next.isDone()) {
          // What it returns is not of interest: a failure goes to the subscriber.
          var unused =
              next.whenComplete(
                  (message, cause) -> {
                    if (hand(message, cause)) {
                      deliver();
                    }
                  });
          return;
        }
        try {
          if (!hand(next.join(), null)) {
            return;
          }
        } catch (CompletionException e) {
          hand(null, e.getCause());
          return;
        }
      }
    }

    /** Gives a message to the subscriber; false if that was the end. */
    private boolean hand(@Nullable Message message, @Nullable Throwable cause) {
      if (message != null) {
        subscriber.onNext(message);
        return true;
      }
      if (finish()) {
        if (cause instanceof ClosedException) {
          subscriber.onComplete();
        } else {
          subscriber.onError(cause == null ? new IllegalStateException("no message") : cause);
        }
      }
      return false;
    }

    private synchronized boolean finish() {
      boolean first = !done;
      done = true;
      return first;
    }

    @Override
    public void cancel() {
      CompletableFuture<Message> waiting;
      synchronized (this) {
        done = true;
        waiting = pending;
      }
      if (waiting != null) {
        waiting.cancel(false);
      }
    }
  }
}
