// SPDX-License-Identifier: Apache-2.0
package io.nightjar.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.nightjar.AddressInUseException;
import io.nightjar.Binding;
import io.nightjar.ClosedException;
import io.nightjar.Connection;
import io.nightjar.Context;
import io.nightjar.DealerSocket;
import io.nightjar.Message;
import io.nightjar.Options;
import io.nightjar.PairSocket;
import io.nightjar.PubSocket;
import io.nightjar.PullSocket;
import io.nightjar.PushSocket;
import io.nightjar.Receiver;
import io.nightjar.RepSocket;
import io.nightjar.ReqSocket;
import io.nightjar.RouterSocket;
import io.nightjar.Sender;
import io.nightjar.Socket;
import io.nightjar.SocketType;
import io.nightjar.SubSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What sockets have to do over every transport. Extend it, and say which endpoint to use. The
 * sockets of a test live in one context.
 */
public abstract class PatternContract {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration MOMENT = Duration.ofMillis(50);

  private LeakCheck leaks = LeakCheck.begin();
  private Context context = Context.create();

  /** Made by subclasses. */
  protected PatternContract() {}

  /** An endpoint to bind, free each time, with its scheme. */
  protected abstract String freeEndpoint();

  /** The context of the sockets. */
  protected final Context context() {
    return context;
  }

  /** Makes a fresh context. */
  @BeforeEach
  public final void open() {
    context.close();
    leaks = LeakCheck.begin();
    context = Context.create();
  }

  /** Nothing is left after each test. */
  @AfterEach
  public final void close() {
    context.close(Duration.ZERO);
    leaks.expectNothingLeft();
  }

  private static void send(Sender socket, String... frames) throws InterruptedException {
    Message message = Message.of(frames[0]);
    for (int i = 1; i < frames.length; i++) {
      message = message.append(frames[i]);
    }
    assertThat(socket.trySend(message, PATIENCE)).as("%s sent", socket.type()).isTrue();
  }

  private static Message receive(Receiver socket) throws InterruptedException {
    Message message = socket.tryReceive(PATIENCE);
    if (message == null) {
      throw new AssertionError(socket.type() + " received nothing within " + PATIENCE);
    }
    return message;
  }

  private static void expect(Receiver socket, String first, String... more)
      throws InterruptedException {
    assertThat(receive(socket)).isEqualTo(Message.of(first, more));
  }

  /** Messages of one pair keep their order and their frames. */
  @Test
  public void messagesKeepTheirOrderAndTheirFrames() throws InterruptedException {
    PullSocket pull = context.socket(SocketType.PULL);
    PushSocket push = context.socket(SocketType.PUSH);
    push.connect(pull.bind(freeEndpoint()).address());
    List<Message> sent = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      Message message = Message.of("message " + i);
      for (int j = i % 4; j > 0; j--) {
        message = message.append(new byte[i * j * 37]);
      }
      sent.add(message);
    }
    CompletableFuture<Boolean> sending =
        CompletableFuture.supplyAsync(() -> sent.stream().allMatch(each -> sendOrFail(push, each)));
    for (Message message : sent) {
      assertThat(receive(pull)).isEqualTo(message);
    }
    assertThat(sending.completeOnTimeout(false, 10, TimeUnit.SECONDS).join()).isTrue();
  }

  private static boolean sendOrFail(Sender socket, Message message) {
    try {
      return socket.trySend(message, PATIENCE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Frames of megabytes arrive unchanged. */
  @Test
  public void largeFramesArriveUnchanged() throws InterruptedException {
    PairSocket one = context.socket(SocketType.PAIR);
    PairSocket other = context.socket(SocketType.PAIR);
    other.connect(one.bind(freeEndpoint()).address());
    byte[] large = new byte[5_000_000];
    for (int i = 0; i < large.length; i++) {
      large[i] = (byte) (i * 31 + (i >> 8));
    }
    Message message = Message.of(new byte[0], large, new byte[0]);
    assertThat(one.trySend(message, PATIENCE)).isTrue();
    assertThat(receive(other)).isEqualTo(message);
    assertThat(other.trySend(message, PATIENCE)).isTrue();
    assertThat(receive(one)).isEqualTo(message);
  }

  /** Connecting works before binding. */
  @Test
  public void connectMayComeBeforeBind() throws InterruptedException {
    PullSocket pull = context.socket(SocketType.PULL);
    Binding first = pull.bind(freeEndpoint());
    String endpoint = first.address();
    first.close();
    PushSocket push = context.socket(SocketType.PUSH);
    push.set(Options.RECONNECT_IVL, Duration.ofMillis(5));
    Connection connection = push.connect(endpoint);
    send(push, "early");
    pull.bind(endpoint);
    expect(pull, "early");
    assertThat(connection.ready(PATIENCE)).isTrue();
    assertThat(connection.state()).isEqualTo(Connection.State.READY);
  }

  /** REQ and REP speak in turn. */
  @Test
  public void requestsGetTheirReplies() throws InterruptedException {
    RepSocket rep = context.socket(SocketType.REP);
    ReqSocket req = context.socket(SocketType.REQ);
    req.connect(rep.bind(freeEndpoint()).address());
    for (int i = 0; i < 10; i++) {
      send(req, "question", "" + i);
      expect(rep, "question", "" + i);
      send(rep, "answer", "" + i);
      expect(req, "answer", "" + i);
    }
    try (RepSocket.Serving serving = rep.serve(request -> request.append("served"))) {
      assertThat(serving).isNotNull();
      assertThat(req.request(Message.of("more"), PATIENCE)).isEqualTo(Message.of("more", "served"));
    }
  }

  /** A ROUTER names its peers, and answers each. */
  @Test
  public void aRouterAnswersEachPeerByName() throws InterruptedException {
    RouterSocket router = context.socket(SocketType.ROUTER);
    String endpoint = router.bind(freeEndpoint()).address();
    List<DealerSocket> dealers = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      DealerSocket dealer = context.socket(SocketType.DEALER);
      dealer.set(Options.ROUTING_ID, Zmtp.utf8("dealer " + i)).connect(endpoint);
      dealers.add(dealer);
      send(dealer, "from", "" + i);
      expect(router, "dealer " + i, "from", "" + i);
    }
    Collections.reverse(dealers);
    for (int i = 2; i >= 0; i--) {
      send(router, "dealer " + i, "to", "" + i);
    }
    for (int i = 0; i < 3; i++) {
      expect(dealers.get(i), "to", "" + (2 - i));
    }
  }

  /** A SUB gets what it subscribed to, and nothing else. */
  @Test
  public void subscribersGetTheirTopics() throws InterruptedException {
    PubSocket pub = context.socket(SocketType.PUB);
    SubSocket sub = context.socket(SocketType.SUB);
    sub.subscribe("a");
    sub.subscribe("b");
    sub.connect(pub.bind(freeEndpoint()).address());
    assertThat(pub.awaitSubscribers("a", 1, PATIENCE)).isTrue();
    assertThat(pub.awaitSubscribers("b", 1, PATIENCE)).isTrue();
    send(pub, "a1", "x");
    send(pub, "c1", "y");
    send(pub, "b1", "z");
    expect(sub, "a1", "x");
    expect(sub, "b1", "z");
    assertThat(sub.tryReceive()).isNull();
  }

  /** PUSH deals out in turn; PULL takes from all. */
  @Test
  public void workIsDealtOutInTurn() throws InterruptedException {
    PushSocket push = context.socket(SocketType.PUSH);
    String endpoint = push.bind(freeEndpoint()).address();
    List<PullSocket> pulls = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      PullSocket pull = context.socket(SocketType.PULL);
      assertThat(pull.connect(endpoint).ready(PATIENCE)).isTrue();
      pulls.add(pull);
    }
    awaitPeers(push, 3);
    for (int i = 0; i < 30; i++) {
      send(push, "work");
    }
    for (PullSocket pull : pulls) {
      for (int i = 0; i < 10; i++) {
        expect(pull, "work");
      }
    }
  }

  private static void awaitPeers(Socket socket, int count) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (socket.stats().peers().size() < count) {
      if (System.nanoTime() - deadline >= 0) {
        throw new AssertionError(socket.type() + " has not " + count + " peers within " + PATIENCE);
      }
      Thread.onSpinWait();
    }
  }

  /** A full peer makes senders wait; room lets them go on. */
  @Test
  public void sendersWaitAtTheHighWaterMark() throws InterruptedException {
    PullSocket pull = context.socket(SocketType.PULL);
    PushSocket push = context.socket(SocketType.PUSH);
    pull.set(Options.RCVHWM, 5);
    push.set(Options.SNDHWM, 5);
    push.connect(pull.bind(freeEndpoint()).address());
    int taken = 0;
    while (push.trySend(Message.of(new byte[100_000]), MOMENT)) {
      taken++;
    }
    assertThat(taken).isBetween(5, 500);
    assertThat(push.isWritable()).isFalse();
    for (int i = 0; i < taken; i++) {
      assertThat(receive(pull).byteCount()).isEqualTo(100_000);
    }
    send(push, "room again");
    expect(pull, "room again");
  }

  /** What was sent before a close is delivered within the linger. */
  @Test
  public void closeDeliversWhatWasSent() throws InterruptedException {
    PullSocket pull = context.socket(SocketType.PULL);
    PushSocket push = context.socket(SocketType.PUSH);
    push.connect(pull.bind(freeEndpoint()).address());
    for (int i = 0; i < 100; i++) {
      send(push, "last words", "" + i);
    }
    assertThat(push.close(PATIENCE).undelivered()).isZero();
    for (int i = 0; i < 100; i++) {
      expect(pull, "last words", "" + i);
    }
    assertThatExceptionOfType(ClosedException.class).isThrownBy(() -> push.send("late"));
  }

  /** An endpoint is taken while it is bound, and free afterwards. */
  @Test
  public void anEndpointIsTakenWhileBoundAndFreeAfterwards() {
    PullSocket one = context.socket(SocketType.PULL);
    Binding binding = one.bind(freeEndpoint());
    PullSocket other = context.socket(SocketType.PULL);
    assertThatExceptionOfType(AddressInUseException.class)
        .isThrownBy(() -> other.bind(binding.address()));
    binding.close();
    assertThat(binding.isOpen()).isFalse();
    assertThat(other.bind(binding.address()).isOpen()).isTrue();
    one.close();
  }

  /** Peers that came through a binding stay when it ends. */
  @Test
  public void peersStayWhenTheBindingEnds() throws InterruptedException {
    PullSocket pull = context.socket(SocketType.PULL);
    PushSocket push = context.socket(SocketType.PUSH);
    Binding binding = pull.bind(freeEndpoint());
    assertThat(push.connect(binding.address()).ready(PATIENCE)).isTrue();
    send(push, "before");
    expect(pull, "before");
    binding.close();
    send(push, "after");
    expect(pull, "after");
  }
}
