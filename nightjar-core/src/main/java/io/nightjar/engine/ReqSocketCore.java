// SPDX-License-Identifier: Apache-2.0
package io.nightjar.engine;

import io.nightjar.ClosedException;
import io.nightjar.Message;
import io.nightjar.Option;
import io.nightjar.ReqSocket;
import io.nightjar.SocketType;
import io.nightjar.pattern.ReqPattern;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** REQ: what it has beyond messages is requests, any number of them in flight. */
final class ReqSocketCore extends MessageSocket implements ReqSocket {
  /** With so many requests in flight no more callers read for themselves. */
  private static final int MANY = 32;

  private static final long LOOK_AGAIN_NANOS = 10_000_000;

  private final Set<CompletableFuture<Message>> open = ConcurrentHashMap.newKeySet();
  // Requests of threads that the event loop hands the replies to.
  private final Set<Waiting> handedTo = ConcurrentHashMap.newKeySet();
  private final AtomicInteger handedToCount = new AtomicInteger();
  // Requests that found no peer with room, by the future of their reply. Guarded by the send lock.
  private final Map<CompletableFuture<Message>, Message> unsent = new LinkedHashMap<>();

  ReqSocketCore(EngineContext context) {
    super(context, SocketType.REQ, ReqPattern::new);
  }

  private ReqPattern requests() {
    return (ReqPattern) pattern();
  }

  @Override
  public <T> ReqSocketCore set(Option<T> option, T value) {
    setOption(option, value);
    return this;
  }

  // ---- waiting for the reply ----

  /** A request whose caller waits for the reply. */
  private final class Waiting {
    private final Thread caller = Thread.currentThread();
    private final boolean handedOut;
    private volatile @Nullable Message reply;

    Waiting(boolean handedOut) {
      this.handedOut = handedOut;
    }

    /** Called by whoever reads the reply, with the receive lock held. */
    void replied(Message message) {
      reply = message;
      if (Thread.currentThread() != caller) {
        wake();
        if (!handedOut) {
          direct().wakeLeader();
        }
      }
    }

    void wake() {
      LockSupport.unpark(caller);
    }

    @Nullable Message look() {
      receiving().underLock(true, ReqSocketCore.this::dispatch);
      return reply;
    }

    boolean isDone() {
      return reply != null;
    }

    /** Waits until the loop, or a thread that reads for itself, has handed the reply out. */
    @Nullable Message awaitHandedOut(boolean timed, long deadline) throws InterruptedException {
      while (true) {
        Message here = reply;
        if (here != null) {
          return here;
        }
        checkOpen();
        if (Thread.interrupted()) {
          throw new InterruptedException("interrupted while waiting for a reply");
        }
        if (timed) {
          long left = deadline - System.nanoTime();
          if (left <= 0) {
            return null;
          }
          LockSupport.parkNanos(this, left);
        } else {
          LockSupport.park(this);
        }
      }
    }
  }

  @Override
  public @Nullable Message request(Message request, Duration timeout) throws InterruptedException {
    SendSide.requireBody(request);
    long nanos = Clock.nanos(timeout);
    long start = System.nanoTime();
    boolean handedOut = Threads.isVirtual() || requests().inFlight() >= MANY;
    Waiting waiting = new Waiting(handedOut);
    if (handedOut) {
      return requestHandedOut(request, waiting, nanos, start);
    }
    Integer id = receiving().await(() -> trySend(request, waiting), nanos, this::canRequest, false);
    if (id == null) {
      return null;
    }
    try {
      long left = nanos < 0 ? nanos : Math.max(0, nanos - (System.nanoTime() - start));
      return receiving().await(waiting::look, left, waiting::isDone, false);
    } finally {
      requests().abandon(id);
    }
  }

  /**
   * Lets the event loop hand out the reply. Virtual threads do not read by themselves, and many
   * threads would wake each other to read for a third one.
   */
  private @Nullable Message requestHandedOut(
      Message request, Waiting waiting, long nanos, long start) throws InterruptedException {
    // First of all: from now on the loop looks for replies.
    handedTo.add(waiting);
    boolean first = handedToCount.getAndIncrement() == 0;
    try {
      if (first) {
        // A pipe tells of messages only to who has looked and found none. Before anything can end
        // this call early: the next ones rely on it.
        lookForReplies();
      }
      Integer id =
          receiving().await(() -> trySend(request, waiting), nanos, this::canRequest, false);
      if (id == null) {
        return null;
      }
      try {
        sending().beforeWait();
        direct().giveBack();
        return waiting.awaitHandedOut(nanos >= 0, start + Math.max(0, nanos));
      } finally {
        requests().abandon(id);
      }
    } finally {
      handedToCount.getAndDecrement();
      handedTo.remove(waiting);
    }
  }

  private @Nullable Integer trySend(Message request, Waiting waiting) {
    Integer id = trySendNow(request, waiting);
    if (id == null) {
      // What came meanwhile would keep this wait for room from sleeping.
      lookForReplies();
    }
    return id;
  }

  private void lookForReplies() {
    receiving().underLock(false, this::dispatch);
  }

  private @Nullable Integer trySendNow(Message request, Waiting waiting) {
    sendLock().lock();
    try {
      checkOpen();
      sending().takeWritable();
      return requests().request(Forms.MESSAGE, request, waiting::replied);
    } finally {
      sendLock().unlock();
    }
  }

  private void dispatch() {
    if (requests().dispatch()) {
      // It was taken from under the eyes of those who wait for it.
      wakeReceivers();
      receiving().wakeAll();
    }
  }

  private boolean canRequest() {
    sendLock().lock();
    try {
      sending().takeWritable();
      return requests().canRequest();
    } finally {
      sendLock().unlock();
    }
  }

  // ---- futures ----

  @Override
  @SuppressWarnings("CollectionUndefinedEquality") // the set goes by identity
  public CompletableFuture<Message> requestAsync(Message request) {
    SendSide.requireBody(request);
    CompletableFuture<Message> reply = new CompletableFuture<>();
    boolean sent;
    sendLock().lock();
    try {
      try {
        checkOpen();
      } catch (ClosedException e) {
        return CompletableFuture.failedFuture(e);
      }
      sending().takeWritable();
      open.add(reply);
      sent = unsent.isEmpty() && trySendAsync(request, reply);
      if (!sent) {
        unsent.put(reply, request);
      }
    } finally {
      sendLock().unlock();
    }
    var unused =
        reply.whenComplete(
            (message, cause) -> {
              open.remove(reply);
              if (!sent) {
                // Who gives up while it waits takes it back.
                takeBack(reply);
              }
            });
    if (isClosed()) {
      // It may have come too late to be failed with the others.
      failLater(reply);
    }
    direct().giveBack();
    runReceivesLater();
    return reply;
  }

  private boolean trySendAsync(Message request, CompletableFuture<Message> reply) {
    Integer id =
        requests()
            .request(
                Forms.MESSAGE,
                request,
                message -> context().executor().execute(() -> reply.complete(message)));
    if (id == null) {
      return false;
    }
    var unused = reply.whenComplete((message, cause) -> requests().abandon(id));
    return true;
  }

  @SuppressWarnings("CollectionUndefinedEquality") // the map goes by identity
  private void takeBack(CompletableFuture<Message> reply) {
    sendLock().lock();
    try {
      unsent.remove(reply);
    } finally {
      sendLock().unlock();
    }
  }

  @Override
  void receiveLater() {
    if (handsOut() && !isClosed()) {
      boolean looked = false;
      try {
        sendUnsent();
        lookForReplies();
        looked = true;
      } catch (ClosedException e) {
        looked = true; // meanwhile, and with it all requests failed
      } finally {
        if (!looked) {
          // No memory, or no thread for the future. Nobody else would look.
          runReceivesLater(LOOK_AGAIN_NANOS);
        }
      }
    }
    super.receiveLater();
  }

  private void sendUnsent() {
    sendLock().lock();
    try {
      sending().takeWritable();
      var waiting = unsent.entrySet().iterator();
      while (waiting.hasNext()) {
        Map.Entry<CompletableFuture<Message>, Message> first = waiting.next();
        if (!first.getKey().isDone() && !trySendAsync(first.getValue(), first.getKey())) {
          return;
        }
        waiting.remove();
      }
    } finally {
      sendLock().unlock();
    }
  }

  @Override
  void roomMade() {
    // Requests wait for room where they wait for replies.
    receiving().wakeAll();
    if (!open.isEmpty()) {
      runReceivesLater();
    }
  }

  /** Whether replies are awaited by who does not read them. */
  private boolean handsOut() {
    return handedToCount.get() > 0 || !open.isEmpty();
  }

  @Override
  boolean hasReceivesLater() {
    return handsOut() || super.hasReceivesLater();
  }

  @Override
  void failPending() {
    for (CompletableFuture<Message> reply : open) {
      failLater(reply);
    }
    for (Waiting waiting : handedTo) {
      waiting.wake();
    }
  }
}
