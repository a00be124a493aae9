// SPDX-License-Identifier: Apache-2.0
package io.nightjar.engine;

import static io.nightjar.SocketType.REP;
import static io.nightjar.SocketType.REQ;
import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.ClosedException;
import io.nightjar.Message;
import io.nightjar.RepSocket;
import io.nightjar.ReqSocket;
import io.nightjar.pattern.ReqPattern;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * So many threads have a request in flight that the event loop hands out the replies, beside others
 * that read for themselves.
 */
class ManyRequestsTest extends EngineTest {
  private static final int THREADS = 100;

  private final ReqSocket req = socket(REQ);
  private final RepSocket rep = socket(REP);
  private final ConcurrentLinkedQueue<Object> wrong = new ConcurrentLinkedQueue<>();

  private List<Thread> start(int count, Thrower body) {
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int number = i;
      Thread thread =
          new Thread(
              () -> {
                try {
                  body.run(number);
                } catch (Throwable e) {
                  wrong.add(e);
                }
              });
      thread.setDaemon(true);
      thread.start();
      threads.add(thread);
    }
    return threads;
  }

  private void joinAll(List<Thread> threads) throws InterruptedException {
    for (Thread thread : threads) {
      thread.join(SOON.toMillis());
      assertThat(thread.isAlive()).as("%s waits still", thread.getName()).isFalse();
    }
    assertThat(wrong).isEmpty();
    assertThat(requests().inFlight()).as("requests in flight").isZero();
  }

  private ReqPattern requests() {
    return (ReqPattern) ((SocketCore) req).pattern();
  }

  private interface Thrower {
    void run(int number) throws Exception;
  }

  @OverAllTransports
  void everyCallerGetsItsOwnReply(String endpoint) throws Exception {
    link(rep, req, endpoint);
    rep.serve(2, request -> request.append("served"));
    CountDownLatch together = new CountDownLatch(THREADS);
    joinAll(
        start(
            THREADS,
            number -> {
              together.countDown();
              together.await();
              for (int i = 0; i < 50; i++) {
                Message question = Message.of(number + "." + i);
                assertThat(req.request(question, SOON)).isEqualTo(question.append("served"));
              }
            }));
  }

  @OverAllTransports
  void whoGivesUpOrIsInterruptedTakesNothingFromOthers(String endpoint) throws Exception {
    link(rep, req, endpoint);
    Random slow = new Random(1);
    rep.serve(
        2,
        request -> {
          synchronized (slow) {
            if (slow.nextInt(20) == 0) {
              Thread.sleep(1);
            }
          }
          return request.append("served");
        });
    AtomicInteger replies = new AtomicInteger();
    AtomicInteger given = new AtomicInteger();
    List<Thread> threads =
        start(
            THREADS,
            number -> {
              Random random = new Random(number);
              for (int i = 0; i < 50; i++) {
                Message question = Message.of(number + "." + i);
                boolean hurry = random.nextInt(4) == 0;
                try {
                  Message reply = req.request(question, hurry ? Duration.ofNanos(50_000) : SOON);
                  if (reply != null) {
                    assertThat(reply).isEqualTo(question.append("served"));
                    replies.incrementAndGet();
                  } else {
                    assertThat(hurry).as("a reply of %s is lost", question).isTrue();
                    given.incrementAndGet();
                  }
                } catch (InterruptedException e) {
                  given.incrementAndGet();
                }
              }
            });
    Random random = new Random(2);
    for (int i = 0; i < 200; i++) {
      threads.get(random.nextInt(THREADS)).interrupt();
      Thread.sleep(0, 200_000);
    }
    joinAll(threads);
    assertThat(replies.get() + given.get()).isEqualTo(THREADS * 50);
    assertThat(replies).hasPositiveValue();
  }

  @OverAllTransports
  void futuresAndThreadsShareTheSocket(String endpoint) throws Exception {
    link(rep, req, endpoint);
    rep.serve(2, request -> request.append("served"));
    AtomicInteger futures = new AtomicInteger();
    joinAll(
        start(
            THREADS,
            number -> {
              for (int i = 0; i < 30; i++) {
                Message question = Message.of(number + "." + i);
                if (number % 3 == 0) {
                  assertThat(req.requestAsync(question).get()).isEqualTo(question.append("served"));
                  futures.incrementAndGet();
                } else {
                  assertThat(req.request(question, SOON)).isEqualTo(question.append("served"));
                }
              }
            }));
    assertThat(futures).hasPositiveValue();
  }

  @OverAllTransports
  void theCloseEndsAllWaits(String endpoint) throws Exception {
    link(rep, req, endpoint);
    Semaphore closed = new Semaphore(0);
    List<Thread> threads =
        start(
            THREADS,
            number -> {
              try {
                req.request(Message.of("never answered"), Duration.ofHours(1));
              } catch (ClosedException e) {
                closed.release();
              }
            });
    until("all are sent", () -> requests().inFlight() == THREADS);
    req.close(Duration.ZERO);
    joinAll(threads);
    assertThat(closed.availablePermits()).isEqualTo(THREADS);
  }
}
