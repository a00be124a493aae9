// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.socket;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.nightjar.Connection;
import io.nightjar.Context;
import io.nightjar.DealerSocket;
import io.nightjar.Message;
import io.nightjar.NightjarException;
import io.nightjar.Options;
import io.nightjar.SocketEvent;
import io.nightjar.SocketType;
import io.nightjar.queue.QueueClosedException;
import io.nightjar.queue.QueueUnavailableException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The client's socket: sends requests, again when the connection is new or the answer late, and
 * gives each answer to the thread that waits for it. The server knows by the routing id and the
 * number of a request that it is a repeated one.
 */
final class Link implements AutoCloseable {
  private static final Duration HEARTBEAT = Duration.ofSeconds(1);
  private static final Duration HEARTBEAT_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration RECONNECT = Duration.ofMillis(50);
  private static final Duration RECONNECT_MOST = Duration.ofSeconds(1);

  /** How often a request is looked at that could not be sent. */
  private static final long UNSENT_MILLIS = 20;

  /** How late an answer is when the request is sent again. */
  private static final long LATE_NANOS = TimeUnit.SECONDS.toNanos(3);

  private static final int MOST_ABANDONED = 10_000;

  /** How many requests that do not wait are at the server at once. */
  private static final int BRIEF = 48;

  private final String address;
  private final Duration patience;
  private final Context context = Context.builder().threadNamePrefix("queue-client").build();
  private final DealerSocket socket = context.socket(SocketType.DEALER);
  private final Connection connection;
  private final AtomicLong requests = new AtomicLong();
  private final Map<String, Pending> pending = new ConcurrentHashMap<>();

  /** Requests that nobody waits for any more; tasks that come for them go back. */
  private final Set<String> abandoned = ConcurrentHashMap.newKeySet();

  private final Semaphore brief = new Semaphore(BRIEF, true);
  private final AtomicBoolean closed = new AtomicBoolean();

  Link(String address, String endpoint, Duration patience) {
    this.address = address;
    this.patience = patience;
    try {
      socket
          .set(Options.ROUTING_ID, UUID.randomUUID().toString().getBytes(US_ASCII))
          .set(Options.IMMEDIATE, true)
          .set(Options.LINGER, Duration.ZERO)
          .set(Options.HEARTBEAT_IVL, HEARTBEAT)
          .set(Options.HEARTBEAT_TIMEOUT, HEARTBEAT_TIMEOUT)
          .set(Options.RECONNECT_IVL, RECONNECT)
          .set(Options.RECONNECT_IVL_MAX, RECONNECT_MOST);
      socket.monitor(this::heard);
      this.connection = socket.connect(endpoint);
    } catch (RuntimeException e) {
      context.close(Duration.ZERO);
      throw e instanceof NightjarException
          ? new IllegalArgumentException(address + ": " + e.getMessage(), e)
          : e;
    }
    Thread reader = new Thread(this::read, "queue-client-read");
    reader.setDaemon(true);
    reader.start();
  }

  /** Asks, and waits for the answer; an interrupt ends the wait at the server. */
  Reply ask(String queue, long waitMillis, Frames frames) {
    Pending request = new Pending(queue, Long.toString(requests.incrementAndGet()), frames);
    pending.put(request.id(), request);
    boolean interrupted = false;
    boolean answered = false;
    try {
      long start = System.nanoTime();
      long lateNanos = TimeUnit.MILLISECONDS.toNanos(waitMillis) + LATE_NANOS;
      send(request);
      while (true) {
        if (closed.get()) {
          throw closed();
        }
        try {
          Reply reply = new Reply(address, request.await(stepMillis(request)), interrupted);
          answered = true;
          if (reply.is(Protocol.ERROR)) {
            throw Fault.exception(reply.text(0), address + ": " + reply.text(1));
          }
          return reply;
        } catch (TimeoutException e) {
          long waited = System.nanoTime() - start;
          if (waited > TimeUnit.MILLISECONDS.toNanos(waitMillis + patience.toMillis())) {
            throw unavailable(request);
          }
          if (!request.sent || waited > lateNanos) {
            lateNanos = waited + LATE_NANOS;
            send(request);
          }
        } catch (InterruptedException e) {
          interrupted = true;
          if (waitMillis > 0) {
            trySend(Frames.of(Protocol.CANCEL).text(queue).text(request.id()).toMessage(nextId()));
          }
        }
      }
    } catch (RuntimeException e) {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
      throw e;
    } finally {
      if (!answered && abandoned.size() < MOST_ABANDONED) {
        abandoned.add(request.id());
      }
      pending.remove(request.id());
    }
  }

  /** The same for what does not wait at the server; an interrupt is kept. */
  Reply ask(String queue, Frames frames) {
    brief.acquireUninterruptibly();
    Reply reply;
    try {
      reply = ask(queue, 0, frames);
    } finally {
      brief.release();
    }
    if (reply.interrupted()) {
      Thread.currentThread().interrupt();
    }
    return reply;
  }

  private static long stepMillis(Pending request) {
    return request.sent ? 1000 : UNSENT_MILLIS;
  }

  private String nextId() {
    return Long.toString(requests.incrementAndGet());
  }

  private void send(Pending request) {
    request.sent = trySend(request.message());
    if (request.sent) {
      request.wasSent = true;
    }
  }

  private boolean trySend(Message message) {
    try {
      return socket.trySend(message);
    } catch (NightjarException e) {
      return false; // it is being closed
    }
  }

  private void heard(SocketEvent event) {
    if (event instanceof SocketEvent.HandshakeSucceeded) {
      pending.values().forEach(this::send);
    }
  }

  private void read() {
    for (Message message : socket) {
      if (!Reply.isAnswer(message)) {
        continue;
      }
      Pending request = pending.get(Reply.idOf(message));
      if (request != null) {
        request.answer(message);
      } else if (abandoned.remove(Reply.idOf(message))) {
        giveBack(new Reply(address, message, false));
      }
    }
  }

  /** Gives back tasks that came too late, and waits for no answer. */
  private void giveBack(Reply reply) {
    if (reply.is(Protocol.TASKS)) {
      for (int i = 0; i < reply.size(); i += SocketStore.FRAMES) {
        trySend(
            Frames.of(Protocol.REQUEUE).text("").text(reply.text(i)).number(0).toMessage(nextId()));
      }
    }
  }

  /** Ends what waits for answers about a queue. */
  void leave(String queue) {
    for (Pending request : pending.values()) {
      if (request.queue().equals(queue)) {
        request.fail(closed());
      }
    }
  }

  String address() {
    return address;
  }

  boolean isReady() {
    return connection.state() == Connection.State.READY;
  }

  QueueClosedException closed() {
    return new QueueClosedException("this handle on " + address + " is closed");
  }

  private QueueUnavailableException unavailable(Pending request) {
    @Nullable String why = connection.lastError();
    return new QueueUnavailableException(
        address
            + ": no answer in "
            + patience.toMillis()
            + " ms"
            + (why == null || isReady() ? "" : " (" + why + ")")
            + "; see whether a QueueServer runs there. "
            + (request.wasSent
                ? "Whether the server carried the request out is not known"
                : "The request was not sent"));
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      pending.values().forEach(request -> request.fail(closed()));
      context.close(Duration.ZERO);
    }
  }
}
