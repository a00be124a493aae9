// SPDX-License-Identifier: Apache-2.0
package io.nightjar.engine;

import static io.nightjar.SocketType.DEALER;
import static io.nightjar.SocketType.PULL;
import static io.nightjar.SocketType.PUSH;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.nightjar.DealerSocket;
import io.nightjar.Message;
import io.nightjar.Options;
import io.nightjar.Poller;
import io.nightjar.PullSocket;
import io.nightjar.PushSocket;
import io.nightjar.Socket;
import io.nightjar.TimeoutException;
import io.nightjar.UnexpectedMessageException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The forms in which messages are sent and received. */
class LanesTest extends EngineTest {
  private PushSocket push;
  private PullSocket pull;

  private void linked(String endpoint) throws InterruptedException {
    push = socket(PUSH);
    pull = socket(PULL);
    link(pull, push, endpoint);
  }

  @OverAllTransports
  void bytesTextsBuffersAndMessagesAreTheSame(String endpoint) throws Exception {
    linked(endpoint);
    push.send("text");
    assertThat(pull.receiveBytes()).isEqualTo("text".getBytes(UTF_8));
    push.send("bytes".getBytes(UTF_8));
    assertThat(pull.receiveString()).isEqualTo("bytes");
    push.send(ByteBuffer.wrap("buffer".getBytes(UTF_8)));
    assertThat(pull.receive()).isEqualTo(Message.of("buffer"));
    push.send("grüße");
    assertThat(pull.receiveString()).isEqualTo("grüße");
    push.send("several", "frames");
    assertThat(pull.receiveString()).isEqualTo("several\nframes");
    push.send(new byte[0]);
    assertThat(pull.receiveBytes()).isEmpty();
  }

  @OverAllTransports
  void messagesOfAllSizesArriveAsTheyWere(String endpoint) throws Exception {
    linked(endpoint);
    for (int size : new int[] {0, 1, 255, 256, 1023, 1024, 8191, 65_535, 65_536, 1_000_000}) {
      byte[] body = new byte[size];
      for (int i = 0; i < size; i++) {
        body[i] = (byte) (i * 31);
      }
      Call<Boolean> sending =
          Call.of(
              () -> {
                push.send(Message.wrap(body, new byte[0], body));
                push.send(body);
                push.send(ByteBuffer.wrap(body));
                return true;
              });
      assertThat(pull.receive()).isEqualTo(Message.wrap(body, new byte[0], body));
      assertThat(pull.receiveBytes()).isEqualTo(body);
      ByteBuffer into = ByteBuffer.allocateDirect(size);
      assertThat(pull.receive(into)).isEqualTo(size);
      assertThat(into.flip()).isEqualTo(ByteBuffer.wrap(body));
      assertThat(sending.value()).isTrue();
    }
  }

  @OverAllTransports
  void whatWasSentCanBeChangedAtOnce(String endpoint) throws Exception {
    linked(endpoint);
    byte[] body = new byte[5000];
    for (byte i = 0; i < 20; i++) {
      body[4999] = i;
      push.send(body);
    }
    for (byte i = 0; i < 20; i++) {
      assertThat(pull.receiveBytes()[4999]).isEqualTo(i);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void buffersAreUsedFromPositionToLimit(boolean direct) throws Exception {
    linked("tcp://127.0.0.1:0");
    ByteBuffer out = direct ? ByteBuffer.allocateDirect(20) : ByteBuffer.allocate(20);
    out.put("0123456789abcdefghij".getBytes(UTF_8)).position(3).limit(8);
    push.send(out);
    assertThat(out.position()).isEqualTo(8);
    assertThat(out.limit()).isEqualTo(8);
    out.position(8).limit(20);
    assertThat(push.trySend(out.asReadOnlyBuffer())).isTrue();
    assertThat(out.position()).isEqualTo(8);

    ByteBuffer in = direct ? ByteBuffer.allocateDirect(20) : ByteBuffer.allocate(20);
    in.position(2);
    assertThat(pull.receive(in)).isEqualTo(5);
    assertThat(in.position()).isEqualTo(7);
    assertThat(pull.receive(in)).isEqualTo(12);
    assertThat(in.flip().position(2))
        .isEqualTo(ByteBuffer.wrap("3456789abcdefghij".getBytes(UTF_8)));
    assertThat(pull.tryReceive(ByteBuffer.allocate(5))).isEqualTo(-1);
  }

  @Test
  void aBufferThatIsNotTakenKeepsItsPosition() {
    PushSocket alone = socket(PUSH);
    ByteBuffer out = ByteBuffer.allocate(10).position(4);
    assertThat(alone.trySend(out)).isFalse();
    assertThat(out.position()).isEqualTo(4);
    alone.set(Options.SNDTIMEO, Duration.ofMillis(5));
    assertThatExceptionOfType(TimeoutException.class).isThrownBy(() -> alone.send(out));
    assertThat(out.position()).isEqualTo(4);
  }

  @OverAllTransports
  void aMessageThatDoesNotFitIsInTheException(String endpoint) throws Exception {
    linked(endpoint);
    push.send("two", "frames");
    push.send("two", "frames");
    push.send("too long");
    push.send("after");
    assertThatExceptionOfType(UnexpectedMessageException.class)
        .isThrownBy(pull::receiveBytes)
        .satisfies(e -> assertThat(e.received()).isEqualTo(Message.of("two", "frames")));
    ByteBuffer buffer = ByteBuffer.allocate(10).position(5);
    assertThatExceptionOfType(UnexpectedMessageException.class)
        .isThrownBy(() -> pull.receive(buffer))
        .satisfies(e -> assertThat(e.received()).isEqualTo(Message.of("two", "frames")));
    assertThatExceptionOfType(UnexpectedMessageException.class)
        .isThrownBy(() -> pull.receive(buffer))
        .withMessageContaining("5 bytes left")
        .satisfies(e -> assertThat(e.received()).isEqualTo(Message.of("too long")));
    assertThat(buffer.position()).isEqualTo(5);
    assertThat(pull.receive(buffer)).isEqualTo(5);
  }

  @OverAllTransports
  void drainingTakesWhatIsHere(String endpoint) throws Exception {
    linked(endpoint);
    for (int i = 0; i < 10; i++) {
      push.send("message " + i);
    }
    push.flush();
    until("all are here", () -> pull.stats().receiveQueue() == 10);
    List<Message> all = new ArrayList<>();
    assertThat(pull.drainTo(all, 4)).isEqualTo(4);
    assertThat(pull.drainTo(all, 0)).isZero();
    assertThat(pull.drainTo(all, 100)).isEqualTo(6);
    assertThat(pull.drainTo(all, 100)).isZero();
    assertThat(all).hasSize(10).first().isEqualTo(Message.of("message 0"));
    assertThat(all).last().isEqualTo(Message.of("message 9"));
  }

  @OverAllTransports
  void anIterationTakesMessagesUntilTheClose(String endpoint) throws Exception {
    linked(endpoint);
    BlockingQueue<String> got = new LinkedBlockingQueue<>();
    Call<Integer> call =
        Call.of(
            () -> {
              int count = 0;
              for (Message message : pull) {
                got.add(message.text());
                count++;
              }
              return count;
            });
    push.send("one");
    push.send("two");
    assertThat(got.poll(5, SECONDS)).isEqualTo("one");
    assertThat(got.poll(5, SECONDS)).isEqualTo("two");
    pull.close();
    assertThat(call.value()).isEqualTo(2);
  }

  @Test
  void receivingGivesUpAfterItsTime() throws Exception {
    linked("tcp://127.0.0.1:0");
    pull.set(Options.RCVTIMEO, Duration.ofMillis(10));
    assertThatExceptionOfType(TimeoutException.class)
        .isThrownBy(pull::receive)
        .withMessage("a PULL socket received nothing within RCVTIMEO, 10 ms");
    assertThatExceptionOfType(TimeoutException.class).isThrownBy(pull::receiveBytes);
    assertThatExceptionOfType(TimeoutException.class)
        .isThrownBy(() -> pull.receive(ByteBuffer.allocate(1)));
    pull.set(Options.RCVTIMEO, Duration.ZERO);
    assertThatExceptionOfType(TimeoutException.class).isThrownBy(pull::receive);
    assertThat(pull.tryReceive(Duration.ofMillis(5))).isNull();
    push.send("message");
    pull.set(Options.RCVTIMEO, Options.FOREVER);
    assertThat(pull.receiveString()).isEqualTo("message");
  }

  // ---- futures ----

  @OverAllTransports
  void futuresReceiveInOrder(String endpoint) throws Exception {
    linked(endpoint);
    List<CompletableFuture<Message>> futures = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      futures.add(pull.receiveAsync());
    }
    assertThat(futures.get(3).cancel(false)).isTrue();
    for (int i = 0; i < 12; i++) {
      push.send("message " + i);
    }
    int expected = 0;
    for (int i = 0; i < 10; i++) {
      if (i != 3) {
        Message message = futures.get(i).get(5, SECONDS);
        assertThat(message).isEqualTo(Message.of("message " + expected++));
      }
    }
    assertThat(next(pull, 3)).containsExactly("message 9", "message 10", "message 11");
  }

  @OverAllTransports
  void sendingLaterKeepsTheOrder(String endpoint) throws Exception {
    push = narrow(socket(PUSH), 2);
    pull = narrow(socket(PULL), 2);
    List<CompletableFuture<Void>> futures = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      futures.add(push.sendAsync(Message.of("message " + i)));
    }
    assertThat(futures).noneMatch(CompletableFuture::isDone);
    assertThat(futures.get(5).cancel(false)).isTrue();
    assertThat(push.trySend(Message.of("out of order"))).isFalse();
    link(pull, push, endpoint);
    for (int i = 0; i < 20; i++) {
      if (i != 5) {
        assertThat(next(pull)).isEqualTo("message " + i);
        futures.get(i).get(5, SECONDS);
      }
    }
    assertThat(pull.tryReceive()).isNull();
    assertThat(push.sendAsync(Message.of("now"))).isCompleted();
    assertThat(next(pull)).isEqualTo("now");
  }

  // ---- flows ----

  private static class Collector implements Flow.Subscriber<Message> {
    final BlockingQueue<Object> seen = new LinkedBlockingQueue<>();
    volatile Flow.Subscription subscription;

    @Override
    public void onSubscribe(Flow.Subscription given) {
      subscription = given;
    }

    @Override
    public void onNext(Message message) {
      seen.add(message.text());
    }

    @Override
    public void onError(Throwable cause) {
      seen.add(cause);
    }

    @Override
    public void onComplete() {
      seen.add("the end");
    }

    List<Object> next(int count) throws InterruptedException {
      List<Object> all = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        all.add(seen.poll(5, SECONDS));
      }
      return all;
    }
  }

  @OverAllTransports
  void aFlowTakesWhatWasRequestedAndNoMore(String endpoint) throws Exception {
    linked(endpoint);
    Collector collector = new Collector();
    pull.publisher().subscribe(collector);
    for (int i = 0; i < 8; i++) {
      push.send("message " + i);
    }
    push.flush();
    assertThat(collector.seen).isEmpty();
    collector.subscription.request(2);
    assertThat(collector.next(2)).containsExactly("message 0", "message 1");
    collector.subscription.request(1);
    collector.subscription.request(2);
    assertThat(collector.next(3)).containsExactly("message 2", "message 3", "message 4");
    until("the rest waits", () -> pull.stats().receiveQueue() == 3);
    assertThat(collector.seen).isEmpty();
    collector.subscription.request(100);
    assertThat(collector.next(3)).containsExactly("message 5", "message 6", "message 7");
    push.send("more");
    assertThat(collector.next(1)).containsExactly("more");
    pull.close();
    assertThat(collector.next(1)).containsExactly("the end");
  }

  @Test
  void aCancelledFlowLeavesTheMessages() throws Exception {
    linked("inproc://here");
    Collector collector = new Collector();
    pull.publisher().subscribe(collector);
    collector.subscription.request(Long.MAX_VALUE);
    push.send("one");
    assertThat(collector.next(1)).containsExactly("one");
    until("it waits", push::isWritable);
    collector.subscription.cancel();
    push.send("two");
    assertThat(next(pull)).isEqualTo("two");
    assertThat(collector.seen).isEmpty();
  }

  @Test
  void aFlowEndsAlsoWhereNothingIsRequested() throws Exception {
    linked("inproc://here");
    Collector idle = new Collector();
    pull.publisher().subscribe(idle);
    Collector served = new Collector();
    pull.publisher().subscribe(served);
    served.subscription.request(1);
    push.send("one");
    assertThat(served.next(1)).containsExactly("one");
    Collector cancelled = new Collector();
    pull.publisher().subscribe(cancelled);
    cancelled.subscription.cancel();
    pull.close();
    assertThat(idle.next(1)).containsExactly("the end");
    assertThat(served.next(1)).containsExactly("the end");
    Collector late = new Collector();
    pull.publisher().subscribe(late);
    assertThat(late.next(1)).containsExactly("the end");
    context.close(Duration.ZERO);
    late.subscription.request(1);
    assertThat(cancelled.seen).isEmpty();
    assertThat(idle.seen).isEmpty();
    assertThat(late.seen).isEmpty();
  }

  @Test
  void aSubscriberThatThrowsIsToldAndTheRestStays() throws Exception {
    linked("inproc://here");
    IllegalStateException fault = new IllegalStateException("as the test wants");
    Collector collector =
        new Collector() {
          @Override
          public void onNext(Message message) {
            super.onNext(message);
            if (message.text().equals("two")) {
              throw fault;
            }
          }
        };
    pull.publisher().subscribe(collector);
    collector.subscription.request(100);
    push.send("one");
    push.send("two");
    assertThat(collector.next(3)).containsExactly("one", "two", fault);
    push.send("three");
    assertThat(next(pull)).isEqualTo("three");
    pull.close();
    assertThat(collector.seen).isEmpty();
  }

  @Test
  void requestingNothingIsAnError() throws Exception {
    linked("inproc://here");
    Collector collector = new Collector();
    pull.publisher().subscribe(collector);
    collector.subscription.request(0);
    assertThat(collector.next(1)).first().isInstanceOf(IllegalArgumentException.class);
  }

  // ---- readiness ----

  @OverAllTransports
  void aPollerTellsWhichSocketsAreReady(String endpoint) throws Exception {
    linked(endpoint);
    PullSocket other = socket(PULL);
    try (Poller poller =
        context
            .poller()
            .add(pull, Poller.Interest.RECEIVE)
            .add(other, Poller.Interest.RECEIVE)
            .add(push, Poller.Interest.RECEIVE)) {
      assertThat(poller.size()).isEqualTo(3);
      assertThat(poller.poll(Duration.ZERO)).isEmpty();
      assertThat(poller.poll(Duration.ofMillis(10))).isEmpty();
      Call<List<Poller.Ready>> call = Call.blocked(() -> poller.poll(SOON));
      push.send("message");
      assertThat(call.value()).containsExactly(new Poller.Ready(pull, true, false));
      // As long as it is not taken, it is ready.
      assertThat(poller.poll(SOON)).containsExactly(new Poller.Ready(pull, true, false));
      assertThat(pull.tryReceive()).isEqualTo(Message.of("message"));
      assertThat(poller.poll(Duration.ZERO)).isEmpty();
      poller.add(push, Poller.Interest.SEND);
      assertThat(poller.poll(SOON)).containsExactly(new Poller.Ready(push, false, true));
      poller.remove(push).remove(push);
      assertThat(poller.size()).isEqualTo(2);
      assertThat(poller.poll(Duration.ZERO)).isEmpty();
    }
  }

  @OverAllTransports
  void aHookIsCalledWhenAMessageCame(String endpoint) throws Exception {
    linked(endpoint);
    Semaphore calls = new Semaphore(0);
    Socket.Hook hook = pull.onReadiness(calls::release);
    for (int i = 0; i < 5; i++) {
      calls.drainPermits();
      push.send("message");
      while (!pull.isReadable()) {
        assertThat(calls.tryAcquire(5, SECONDS)).isTrue();
      }
      assertThat(pull.get(Options.EVENTS) & 1).isEqualTo(1);
      assertThat(pull.tryReceive()).isNotNull();
      assertThat(pull.isReadable()).isFalse();
    }
    hook.close();
    calls.drainPermits();
    push.send("message");
    assertThat(next(pull)).isEqualTo("message");
    assertThat(calls.availablePermits()).isZero();
  }

  @OverStreams
  void aHookIsCalledForEachMessageThatFindsNoneBefore(String endpoint) throws Exception {
    linked(endpoint);
    Semaphore calls = new Semaphore(0);
    pull.onReadiness(calls::release);
    for (int i = 0; i < 5; i++) {
      calls.drainPermits();
      push.send("message");
      push.flush();
      assertThat(calls.tryAcquire(5, SECONDS)).as("the hook is called for message %s", i).isTrue();
      assertThat(next(pull)).isEqualTo("message");
    }
  }

  @OverAllTransports
  void manyThreadsShareTheTwoSockets(String endpoint) throws Exception {
    DealerSocket one = socket(DEALER);
    DealerSocket two = socket(DEALER);
    link(one, two, endpoint);
    List<Call<Integer>> calls = new ArrayList<>();
    for (int t = 0; t < 4; t++) {
      calls.add(
          Call.of(
              () -> {
                for (int i = 0; i < 2000; i++) {
                  one.send("a", "b", "c");
                }
                return 2000;
              }));
      calls.add(
          Call.of(
              () -> {
                for (int i = 0; i < 2000; i++) {
                  assertThat(two.receive()).isEqualTo(Message.of("a", "b", "c"));
                }
                return 2000;
              }));
    }
    for (Call<Integer> call : calls) {
      assertThat(call.value()).isEqualTo(2000);
    }
    assertThat(two.tryReceive()).isNull();
    assertThat(one.stats().sent()).isEqualTo(8000);
    assertThat(two.stats().received()).isEqualTo(8000);
  }
}
