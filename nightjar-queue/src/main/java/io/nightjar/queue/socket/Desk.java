// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.socket;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.nightjar.Context;
import io.nightjar.HostUnreachableException;
import io.nightjar.Message;
import io.nightjar.NightjarException;
import io.nightjar.Options;
import io.nightjar.RouterSocket;
import io.nightjar.SocketEvent;
import io.nightjar.SocketType;
import io.nightjar.queue.QueueClosedException;
import io.nightjar.queue.QueueException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The server's socket: one thread reads requests, and each request runs in a thread of a pool. */
final class Desk implements AutoCloseable {
  private static final Logger LOG = System.getLogger(Desk.class.getName());

  /** How many requests of all peers wait for work at once, and how many for room. */
  private static final int WAITING = 1000;

  /** How many run at once: who waits must leave room for those that end the waiting. */
  private static final int RUNNING = 2 * WAITING + 200;

  private static final Duration HEARTBEAT = Duration.ofSeconds(1);
  private static final Duration HEARTBEAT_TIMEOUT = Duration.ofSeconds(5);
  private static final long LOOK_MILLIS = 500;

  /** The largest frame that is read; larger ones end their connection. */
  private static final long LARGEST_FRAME = 64 << 20;

  private static final Duration LINGER = Duration.ofSeconds(1);

  private final Context context = Context.builder().threadNamePrefix("queue-server").build();
  private final RouterSocket socket = context.socket(SocketType.ROUTER);
  private final ServedQueues queues;
  private final Clerk clerk;
  private final Map<ByteBuffer, Session> sessions = new ConcurrentHashMap<>();
  private final AtomicBoolean closed = new AtomicBoolean();
  private final Semaphore takers = new Semaphore(WAITING);
  private final Semaphore putters = new Semaphore(WAITING);
  private final ThreadPoolExecutor pool =
      new ThreadPoolExecutor(
          0, RUNNING, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), named("queue-server-work"));
  private final ScheduledExecutorService watch =
      Executors.newSingleThreadScheduledExecutor(named("queue-server-watch"));
  private final Future<?> looks;
  private final String endpoint;

  Desk(String endpoint, ServedQueues queues, long maxPayload) {
    this.queues = queues;
    this.clerk = new Clerk(queues);
    try {
      socket
          .set(Options.ROUTER_MANDATORY, true)
          .set(Options.ROUTER_HANDOVER, true)
          .set(Options.HEARTBEAT_IVL, HEARTBEAT)
          .set(Options.HEARTBEAT_TIMEOUT, HEARTBEAT_TIMEOUT)
          .set(Options.MAXMSGSIZE, Math.max(LARGEST_FRAME, maxPayload + 1000));
      this.endpoint = socket.bind(endpoint).address();
    } catch (RuntimeException e) {
      pool.shutdown();
      watch.shutdown();
      context.close(Duration.ZERO);
      throw e;
    }
    socket.monitor(this::heard);
    looks =
        watch.scheduleWithFixedDelay(this::look, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    named("queue-server-read").newThread(this::read).start();
  }

  private static ThreadFactory named(String name) {
    return action -> {
      Thread thread = new Thread(action, name);
      thread.setDaemon(true);
      return thread;
    };
  }

  String endpoint() {
    return endpoint;
  }

  private void read() {
    for (Message message : socket) {
      try {
        handle(message);
      } catch (RuntimeException e) {
        LOG.log(Level.WARNING, "a request to " + endpoint + " failed", e);
      }
    }
  }

  private void handle(Message message) {
    byte[] peer = message.bytes(0);
    Request request;
    try {
      request = Request.read(message);
    } catch (RefusedException e) {
      send(peer, Request.idOf(message), Clerk.error(e));
      return;
    }
    if (closed.get()) {
      return; // the next server answers
    }
    ByteBuffer key = key(message);
    if (request.verb().equals(Protocol.CANCEL)) {
      Session session = sessions.get(key);
      if (session != null && request.size() > 0) {
        session.cancel(request.otherId(0));
      }
      return;
    }
    try {
      begin(key, request);
    } catch (RefusedException e) {
      send(peer, request.id(), Clerk.error(e));
    }
  }

  private void begin(ByteBuffer key, Request request) {
    AtomicReference<Session.Begin> begun = new AtomicReference<>();
    // In one step, so that the session is not forgotten just now.
    Session session =
        sessions.compute(
            key,
            (id, known) -> {
              Session one = known == null ? new Session(bytes(id)) : known;
              begun.set(one.begin(request));
              return one;
            });
    if (begun.get() instanceof Session.Begin.Run run) {
      start(run.job());
    } else if (begun.get() instanceof Session.Begin.Repeat repeat) {
      send(session, request.id(), repeat.answer());
    }
  }

  /**
   * The routing id that the peer gave itself. A ROUTER calls an old connection by another one when
   * the peer has a new connection, and what still comes from the old one is the peer's too.
   */
  private static ByteBuffer key(Message message) {
    String told = message.property("Routing-Id");
    if (told == null || told.isEmpty() || told.indexOf('\uFFFD') >= 0) {
      return ByteBuffer.wrap(message.bytes(0)); // none, or no text
    }
    return ByteBuffer.wrap(told.getBytes(UTF_8));
  }

  private static byte[] bytes(ByteBuffer key) {
    byte[] bytes = new byte[key.remaining()];
    key.duplicate().get(bytes);
    return bytes;
  }

  private void start(Job job) {
    Semaphore places = places(job.request());
    if (places != null && !places.tryAcquire()) {
      job.session().end(job, null);
      String verb = job.request().verb();
      throw new RefusedException(
          Fault.BUSY, "more than " + WAITING + " requests like " + verb + ": ask again later");
    }
    try {
      pool.execute(() -> run(job, places));
    } catch (RejectedExecutionException | OutOfMemoryError e) { // too many, or no thread to be had
      leave(places);
      job.session().end(job, null);
      if (closed.get()) {
        return; // the next server answers
      }
      throw new RefusedException(
          Fault.BUSY, "more than " + RUNNING + " requests at once: ask again later");
    }
  }

  /** Where a request that may wait needs a place; null: it does not wait. */
  private @Nullable Semaphore places(Request request) {
    return switch (request.verb()) {
      case Protocol.TAKE, Protocol.JOIN -> takers;
      case Protocol.PUT -> putters;
      default -> null;
    };
  }

  private static void leave(@Nullable Semaphore places) {
    if (places != null) {
      places.release();
    }
  }

  private void run(Job job, @Nullable Semaphore places) {
    try {
      run(job);
    } finally {
      leave(places);
    }
  }

  private void run(Job job) {
    Answer answer;
    boolean keep = true;
    try {
      answer = job.run(clerk::run);
    } catch (InterruptedException e) {
      answer = Clerk.nothing(job.request());
      keep = !job.isAbandoned(); // who asks again wants another answer
    } catch (QueueClosedException e) {
      if (closed.get()) {
        return; // the next server answers
      }
      answer = Clerk.error(e);
      keep = false;
    } catch (RuntimeException e) {
      if (!(e instanceof QueueException || e instanceof IllegalArgumentException)
          && !(e instanceof RefusedException)) {
        LOG.log(Level.WARNING, "a request to " + endpoint + " failed", e);
      }
      answer = Clerk.error(e);
      keep = Fault.of(e) != Fault.UNAVAILABLE;
    } catch (Error e) {
      job.session().end(job, null); // else the request would be at work for ever
      throw e;
    }
    job.session().end(job, keep ? answer : null);
    Frames frames = job.session().write(answer);
    if (frames != null) {
      send(job.session(), job.request().id(), frames);
    }
  }

  private void send(Session session, String id, Frames frames) {
    if (!send(session.peer(), id, frames)) {
      look(ByteBuffer.wrap(session.peer()));
    }
  }

  private void send(byte[] peer, String id, Answer answer) {
    Frames frames = answer.write(Map.of());
    if (frames != null && !send(peer, id, frames)) {
      LOG.log(Level.DEBUG, "a peer of {0} was gone before it was told of its mistake", endpoint);
    }
  }

  /** False if the peer is gone. A peer that does not read gets no answer, until it asks again. */
  private boolean send(byte[] peer, String id, Frames frames) {
    try {
      if (!socket.trySend(frames.toMessage(peer, id))) {
        LOG.log(Level.DEBUG, "a peer of {0} does not read its answers", endpoint);
      }
      return true;
    } catch (HostUnreachableException e) {
      return false;
    } catch (NightjarException e) {
      return true; // this side closes
    }
  }

  private void heard(SocketEvent event) {
    if (event instanceof SocketEvent.Disconnected) {
      look();
    }
  }

  /** Finds the peers that are gone. */
  private void look() {
    try {
      sessions.keySet().forEach(this::look);
    } catch (RuntimeException e) {
      if (!closed.get()) {
        LOG.log(Level.WARNING, "looking for lost peers of " + endpoint + " failed", e);
      }
    }
  }

  /** Looks whether a peer is gone, and takes back what it had. */
  private void look(ByteBuffer peer) {
    List<Held> tasks = new ArrayList<>();
    // In one step, so that what it asks for over its next connection is not taken for lost.
    sessions.computeIfPresent(
        peer,
        (key, session) -> {
          boolean connected = socket.hasPeer(session.peer());
          if (!connected) {
            tasks.addAll(session.lose());
          }
          return session.tidy(connected) ? session : null;
        });
    tasks.forEach(held -> held.queue().takeBack(held.task()));
  }

  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    looks.cancel(false);
    watch.shutdown();
    // What waits is answered with nothing, what works with what it did; then the peers go.
    sessions.values().forEach(Session::hurry);
    pool.shutdown();
    try {
      if (!pool.awaitTermination(LINGER.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.log(Level.WARNING, "requests to {0} are still at work", endpoint);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    for (Session session : sessions.values()) {
      session.lose().forEach(held -> held.task().close());
    }
    queues.close();
    socket.close(LINGER);
    context.close(LINGER);
  }
}
