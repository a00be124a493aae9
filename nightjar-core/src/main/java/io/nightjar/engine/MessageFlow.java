// SPDX-License-Identifier: Apache-2.0
package io.nightjar.engine;

import io.nightjar.ClosedException;
import io.nightjar.Message;
import io.nightjar.Socket;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** The messages of a socket as a flow: one is taken for each that was requested. */
final class MessageFlow implements Flow.Publisher<Message> {
  private static final System.Logger LOG = System.getLogger("io.nightjar");

  private final MessageSocket socket;

  MessageFlow(MessageSocket socket) {
    this.socket = socket;
  }

  @Override
  public void subscribe(Flow.Subscriber<? super Message> subscriber) {
    Demand demand = new Demand(Objects.requireNonNull(subscriber, "subscriber"));
    subscriber.onSubscribe(demand);
    demand.watch(socket.onClose(demand::socketClosed));
  }

  private final class Demand implements Flow.Subscription {
    private final Flow.Subscriber<? super Message> subscriber;
    // Guarded by this.
    private long wanted;
    private boolean delivering;
    private boolean done;
    private boolean closed;
    private @Nullable CompletableFuture<Message> pending;
    private Socket.@Nullable Hook watch;

    Demand(Flow.Subscriber<? super Message> subscriber) {
      this.subscriber = subscriber;
    }

    /** Takes the hook that tells of the socket's close. */
    void watch(Socket.Hook hook) {
      synchronized (this) {
        if (!done) {
          watch = hook;
          return;
        }
      }
      hook.close();
    }

    /** The end comes also to a subscriber that has requested nothing. */
    void socketClosed() {
      synchronized (this) {
        closed = true;
        if (delivering || done) {
          return;
        }
        delivering = true;
      }
      deliver();
    }

    @Override
    public void request(long count) {
      if (count <= 0) {
        end(new IllegalArgumentException("requested " + count + " messages: request 1 or more"));
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
          if (done || (wanted == 0 && !closed)) {
            delivering = false;
            return;
          }
          // Of a closed socket it fails: that is the end.
          wanted = Math.max(0, wanted - 1);
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
      if (message == null) {
        end(cause == null ? new IllegalStateException("no message") : cause);
        return false;
      }
      try {
        subscriber.onNext(message);
        return true;
      } catch (RuntimeException | Error e) {
        // As in java.util.concurrent: such a subscription is cancelled, and told why.
        LOG.log(System.Logger.Level.WARNING, "a subscriber failed; its flow ends", e);
        end(e);
        return false;
      }
    }

    /** Tells the subscriber of the end, once. */
    private void end(Throwable cause) {
      if (!finish()) {
        return;
      }
      try {
        if (cause instanceof ClosedException && socket.isClosed()) {
          subscriber.onComplete();
        } else {
          subscriber.onError(cause);
        }
      } catch (RuntimeException | Error e) {
        LOG.log(System.Logger.Level.WARNING, "a subscriber failed at the end of its flow", e);
      }
    }

    private boolean finish() {
      Socket.Hook old;
      synchronized (this) {
        if (done) {
          return false;
        }
        done = true;
        old = watch;
        watch = null;
      }
      if (old != null) {
        old.close();
      }
      return true;
    }

    @Override
    public void cancel() {
      finish();
      CompletableFuture<Message> waiting;
      synchronized (this) {
        waiting = pending;
      }
      if (waiting != null) {
        waiting.cancel(false);
      }
    }
  }
}
