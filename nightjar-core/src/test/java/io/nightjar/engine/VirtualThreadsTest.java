// SPDX-License-Identifier: Apache-2.0
package io.nightjar.engine;

import static io.nightjar.SocketType.PULL;
import static io.nightjar.SocketType.REP;
import static io.nightjar.SocketType.REQ;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.nightjar.ClosedException;
import io.nightjar.Context;
import io.nightjar.Message;
import io.nightjar.Options;
import io.nightjar.PullSocket;
import io.nightjar.RepSocket;
import io.nightjar.ReqSocket;
import io.nightjar.Request;
import io.nightjar.WaitPolicy;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Virtual threads wait in sockets like others. */
class VirtualThreadsTest extends EngineTest {
  private static Thread start(Runnable body) throws ReflectiveOperationException {
    Method start;
    try {
      start = Thread.class.getMethod("startVirtualThread", Runnable.class);
    } catch (NoSuchMethodException e) {
      return null;
    }
    try {
      return (Thread) start.invoke(null, body);
    } catch (InvocationTargetException e) {
      return null; // a preview only, in this version of Java
    }
  }

  @OverAllTransports
  void fiveHundredMakeARequestEach(String endpoint) throws Exception {
    assumeTrue(start(() -> {}) != null, "this Java has no virtual threads");
    ReqSocket req = socket(REQ);
    RepSocket rep = socket(REP);
    link(rep, req, endpoint);
    rep.serve(2, request -> request.append("served"));
    AtomicInteger replies = new AtomicInteger();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      Message question = Message.of("question " + i);
      threads.add(
          start(
              () -> {
                try {
                  if (question.append("served").equals(req.request(question, SOON))) {
                    replies.incrementAndGet();
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }));
    }
    for (Thread thread : threads) {
      thread.join(10_000);
    }
    assertThat(replies).hasValue(500);
    assertThat(((SocketCore) req).receiving().wakeUps()).as("woken to look for others").isZero();
  }

  /** As many as there are carriers, and one more. */
  @OverAllTransports
  void thoseThatSpinLeaveTheirCarriersToOthers(String endpoint) throws Exception {
    assumeTrue(start(() -> {}) != null, "this Java has no virtual threads");
    Context spinning = Context.builder().waitPolicy(WaitPolicy.SPIN).blocky(false).build();
    try {
      for (int i = 0; i <= Runtime.getRuntime().availableProcessors(); i++) {
        PullSocket pull = spinning.socket(PULL);
        pull.bind(endpoint + (endpoint.startsWith("inproc") ? "-" + i : ""));
        start(
            () -> {
              try {
                pull.receive();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              } catch (ClosedException e) {
                // The end of the test.
              }
            });
      }
      CountDownLatch ran = new CountDownLatch(1);
      start(ran::countDown);
      assertThat(ran.await(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
    } finally {
      spinning.close(Duration.ZERO);
    }
  }

  /** A late reply lies there unread, and the first of two requests gives up before it is sent. */
  @Test
  void whoComesAfterARequestThatGaveUpGetsItsReply() throws Exception {
    assumeTrue(start(() -> {}) != null, "this Java has no virtual threads");
    ReqSocket req = socket(REQ);
    req.set(Options.RECONNECT_IVL, Duration.ofMillis(5));
    RepSocket slow = socket(REP);
    String address = slow.bind("tcp://127.0.0.1:*").address();
    join(slow, req, address);
    Thread impatient = request(req, "late", Duration.ofMillis(200), new AtomicInteger());
    try (Request request = slow.accept()) {
      impatient.join();
      request.reply(Message.of("too late"));
    }
    until("the reply came", () -> req.stats().peers().get(0).bytesReceived() > 0);
    slow.close(Duration.ofSeconds(1));
    until("nobody is there", () -> req.stats().peers().isEmpty());
    AtomicInteger replies = new AtomicInteger();
    Thread first = request(req, "gives up", Duration.ofMillis(300), replies);
    Thread second = request(req, "waits", SOON, replies);
    first.join();
    RepSocket rep = socket(REP);
    rep.bind(address);
    rep.serve(1, request -> request);
    second.join();
    assertThat(replies).hasValue(1);
  }

  private static Thread request(ReqSocket req, String text, Duration timeout, AtomicInteger replies)
      throws ReflectiveOperationException {
    return start(
        () -> {
          try {
            if (req.request(Message.of(text), timeout) != null) {
              replies.incrementAndGet();
            }
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
  }
}
