// SPDX-License-Identifier: Apache-2.0
package io.nightjar.engine;

import io.nightjar.ClosedException;
import io.nightjar.Message;
import io.nightjar.Option;
import io.nightjar.OutOfTurnException;
import io.nightjar.RepSocket;
import io.nightjar.Request;
import io.nightjar.SocketType;
import io.nightjar.pattern.RepPattern;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** REP: what it has beyond messages is requests as objects, to be answered in any order. */
final class RepSocketCore extends MessageSocket implements RepSocket {
  private static final System.Logger LOG = System.getLogger("io.nightjar");

  RepSocketCore(EngineContext context) {
    super(context, SocketType.REP, RepPattern::new);
  }

  private RepPattern replies() {
    return (RepPattern) pattern();
  }

  @Override
  public <T> RepSocketCore set(Option<T> option, T value) {
    setOption(option, value);
    return this;
  }

  // ---- requests as objects ----

  @Override
  public Request accept() throws InterruptedException {
    Request request = receiving().await(this::pollRequest, Clock.FOREVER);
    if (request == null) {
      throw new IllegalStateException("a wait without limit ended with nothing");
    }
    return request;
  }

  @Override
  public @Nullable Request tryAccept(Duration timeout) throws InterruptedException {
    return receiving().await(this::pollRequest, Clock.nanos(timeout));
  }

  private @Nullable Request pollRequest() {
    return receiving()
        .pollWith(
            () -> {
              RepPattern.Accepted<Message> accepted = replies().accept(Sinks.MESSAGE);
              return accepted == null ? null : new Taken(accepted.envelope(), accepted.request());
            });
  }

  private final class Taken implements Request {
    private final RepPattern.Envelope envelope;
    private final Message message;
    private final AtomicBoolean answered = new AtomicBoolean();

    Taken(RepPattern.Envelope envelope, Message message) {
      this.envelope = envelope;
      this.message = message;
    }

    @Override
    public Message message() {
      return message;
    }

    @Override
    public void reply(Message reply) {
      Objects.requireNonNull(
          reply, "the reply is null: reply with a Message (a handler must return one)");
      if (!answered.compareAndSet(false, true)) {
        throw new OutOfTurnException("this request was answered or closed before");
      }
      sendLock().lock();
      try {
        checkOpen();
        replies().reply(envelope, Forms.MESSAGE, reply);
      } finally {
        sendLock().unlock();
      }
    }

    @Override
    public void close() {
      answered.set(true);
    }
  }

  // ---- a handler ----

  @Override
  public Serving serve(int threads, Handler handler) {
    Objects.requireNonNull(handler, "handler");
    if (threads < 1) {
      throw new IllegalArgumentException("serve needs 1 thread or more, not " + threads);
    }
    checkOpen();
    return new Servers(threads, handler);
  }

  private final class Servers implements Serving {
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean stopped;

    Servers(int count, Handler handler) {
      String prefix = context().settings().threadNamePrefix() + "-serve-";
      for (int i = 0; i < count; i++) {
        Thread thread = new Thread(() -> serve(handler), prefix + i);
        thread.setDaemon(true);
        threads.add(thread);
      }
      threads.forEach(Thread::start);
    }

    private void serve(Handler handler) {
      while (!stopped) {
        try {
          Request request = next();
          if (request == null) {
            return;
          }
          answer(request, handler);
        } catch (ClosedException e) {
          return;
        } catch (InterruptedException e) {
          // Not ours: close() does not interrupt. It may be of the handler's making.
          LOG.log(System.Logger.Level.WARNING, "a thread that serves ignores an interrupt", e);
        }
      }
    }

    /** Whatever a handler throws, also an Error, costs its request the reply and nothing else. */
    private void answer(Request request, Handler handler) {
      try (request) {
        Message reply = handler.handle(request.message());
        request.reply(Objects.requireNonNull(reply, "the handler returned null: return a Message"));
      } catch (Throwable e) {
        if (!isClosed()) {
          LOG.log(System.Logger.Level.WARNING, "a handler failed; its request gets no reply", e);
        }
      }
    }

    /** The next request; null if serving was stopped. */
    private @Nullable Request next() throws InterruptedException {
      Object taken =
          receiving().await(() -> stopped ? this : pollRequest(), Clock.FOREVER, () -> stopped);
      return taken instanceof Request request ? request : null;
    }

    @Override
    public void close() {
      stopped = true;
      receiving().wakeAll();
      boolean interrupted = false;
      for (Thread thread : threads) {
        while (thread.isAlive() && thread != Thread.currentThread()) {
          try {
            thread.join();
          } catch (InterruptedException e) {
            interrupted = true;
          }
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
