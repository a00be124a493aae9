// SPDX-License-Identifier: Apache-2.0
package io.nightjar.engine;

import static io.nightjar.SocketType.DEALER;
import static io.nightjar.SocketType.PULL;
import static io.nightjar.SocketType.PUSH;
import static io.nightjar.SocketType.ROUTER;
import static io.nightjar.SocketType.SUB;
import static io.nightjar.SocketType.XPUB;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.nightjar.DealerSocket;
import io.nightjar.HostUnreachableException;
import io.nightjar.Message;
import io.nightjar.Options;
import io.nightjar.PullSocket;
import io.nightjar.PushSocket;
import io.nightjar.RouterSocket;
import io.nightjar.Socket;
import io.nightjar.SubSocket;
import io.nightjar.XPubSocket;
import io.nightjar.pipe.Pipe;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** The end of an inproc connection, whose two sides share memory. */
class InprocCloseTest extends EngineTest {
  private static final int ROUNDS = 300;
  private static final Message MESSAGE = Message.wrap(new byte[200], new byte[50]);

  private long chunksInUse() {
    return ((EngineContext) context).pool().inUse();
  }

  @Test
  void nothingIsPutIntoAQueueWhoseMemoryWasGivenBack() throws Exception {
    PushSocket push = socket(PUSH);
    PullSocket pull = socket(PULL);
    link(push, pull, "inproc://shared");
    push.send(MESSAGE);
    // Runs at the beginning and in the midst of the close.
    Socket.Hook hook = pull.onReadiness(() -> push.trySend(MESSAGE));
    pull.close(Duration.ZERO);
    hook.close();
    assertThat(push.trySend(MESSAGE)).isFalse();
    push.close(Duration.ZERO);
    assertThat(chunksInUse()).as("chunks that were not given back").isZero();
  }

  @Test
  void theMemoryOfADisconnectedPeerIsGivenBack() throws Exception {
    PushSocket push = socket(PUSH);
    PullSocket pull = socket(PULL);
    link(push, pull, "inproc://shared");
    push.send(MESSAGE);
    push.send(MESSAGE);
    assertThat(pull.receive()).isEqualTo(MESSAGE);
    pull.disconnect("inproc://shared");
    assertThat(pull.receive()).isEqualTo(MESSAGE);
    assertNothingComes(pull);
    assertThat(chunksInUse()).as("chunks that were not given back").isZero();
  }

  @Test
  void whatWasSentBeforeAnybodyBoundOutlivesItsSocket() throws Exception {
    PushSocket push = socket(PUSH);
    push.connect("inproc://later");
    push.send("one");
    push.send("two");
    push.close();
    PullSocket pull = socket(PULL);
    pull.bind("inproc://later");
    assertThat(pull.receiveString()).isEqualTo("one");
    assertThat(pull.receiveString()).isEqualTo("two");
    assertThat(push.close(Duration.ZERO).undelivered()).isZero();
    assertThat(push.stats().sent()).isEqualTo(2);
    pull.close(Duration.ZERO);
    assertThat(chunksInUse()).as("chunks that were not given back").isZero();
  }

  @Test
  void aRouterAnswersNobodyWhoIsGone() throws Exception {
    DealerSocket dealer = socket(DEALER).set(Options.ROUTING_ID, "gone".getBytes(UTF_8));
    dealer.connect("inproc://later");
    dealer.send("last words");
    dealer.close();
    RouterSocket router = socket(ROUTER).set(Options.ROUTER_MANDATORY, true);
    router.bind("inproc://later");
    Message message = router.receive();
    assertThat(new String(message.bytes(1), UTF_8)).isEqualTo("last words");
    assertThatExceptionOfType(HostUnreachableException.class)
        .isThrownBy(() -> router.send(message));
  }

  @Test
  void lingerBoundsTheWaitForABind() throws Exception {
    PushSocket push = socket(PUSH);
    push.connect("inproc://never");
    push.send(MESSAGE);
    push.send(MESSAGE);
    assertThat(push.close(Duration.ofMillis(20)).undelivered()).isEqualTo(2);
    PullSocket pull = socket(PULL);
    pull.bind("inproc://never");
    assertNothingComes(pull);
    assertThat(chunksInUse()).as("chunks that were not given back").isZero();
  }

  @Test
  void nobodyCanBindInAContextThatCloses() throws Exception {
    PushSocket push = socket(PUSH).set(Options.LINGER, Duration.ofDays(1));
    push.connect("inproc://never");
    push.send(MESSAGE);
    push.close();
    Call<Void> close =
        Call.of(
            () -> {
              context.close();
              return null;
            });
    close.value();
    assertThat(push.close(Duration.ZERO).undelivered()).isEqualTo(1);
  }

  @Test
  void aPeerOfTheWrongTypeEndsTheWait() throws Exception {
    PushSocket push = socket(PUSH);
    push.connect("inproc://later");
    push.send(MESSAGE);
    push.close();
    socket(ROUTER).bind("inproc://later");
    assertThat(push.close(Duration.ofSeconds(20)).undelivered()).isEqualTo(1);
  }

  @Test
  void receiversThatCloseHarmNoSender() throws Exception {
    PushSocket push = socket(PUSH);
    push.bind("inproc://shared");
    try (Sending sending = new Sending(() -> push.trySend(MESSAGE, WHILE))) {
      for (int round = 0; round < ROUNDS && !sending.failed(); round++) {
        PullSocket pull = socket(PULL);
        pull.connect("inproc://shared");
        assertThat(pull.receive()).isEqualTo(MESSAGE);
        pull.close(Duration.ZERO);
      }
    }
    push.close(Duration.ZERO);
    assertThat(chunksInUse()).as("chunks that were not given back").isZero();
  }

  @Test
  void dealersThatCloseHarmNoRouter() throws Exception {
    RouterSocket router = socket(ROUTER);
    router.bind("inproc://shared");
    Callable<Object> echo =
        () -> {
          Message request = router.tryReceive(WHILE);
          return request == null || router.trySend(request);
        };
    try (Sending sending = new Sending(echo)) {
      for (int round = 0; round < ROUNDS && !sending.failed(); round++) {
        DealerSocket dealer = socket(DEALER);
        dealer.connect("inproc://shared");
        for (int i = 0; i < 20; i++) {
          dealer.send(MESSAGE);
        }
        assertThat(dealer.receive()).isEqualTo(MESSAGE);
        dealer.close(Duration.ZERO);
      }
    }
    router.close(Duration.ZERO);
    assertThat(chunksInUse()).as("chunks that were not given back").isZero();
  }

  /** Another thread that repeats a call, which must not throw, until this is closed. */
  private static final class Sending implements AutoCloseable {
    private final AtomicBoolean stop = new AtomicBoolean();
    private final CompletableFuture<Void> done;

    Sending(Callable<Object> call) {
      done =
          CompletableFuture.runAsync(
              () -> {
                while (!stop.get()) {
                  try {
                    call.call();
                  } catch (Exception e) {
                    throw new IllegalStateException(e);
                  }
                }
              });
    }

    boolean failed() {
      return done.isCompletedExceptionally();
    }

    @Override
    public void close() {
      stop.set(true);
      done.join();
    }
  }

  @Test
  void aConnectionThatIsRefusedBeforeItsSocketUsesItLeavesNothingBehind() throws Exception {
    InprocNames names = ((EngineContext) context).inproc();
    SocketCore push = (SocketCore) socket(PUSH);
    SocketCore router = (SocketCore) socket(ROUTER);
    InprocConnection connection = new InprocConnection(names, push, "wrong", 1);
    // As when a thread that connects is overtaken by one that binds.
    connection.join(new InprocBinding(names, router, "wrong"));
    connection.begin();
    assertThat(((PushSocket) push).trySend(MESSAGE)).as("sent to nobody").isFalse();
    connection.close();
    CompletableFuture.runAsync(() -> push.close(Duration.ZERO)).get(5, TimeUnit.SECONDS);
    assertThat(chunksInUse()).as("chunks that were not given back").isZero();
  }

  @Test
  void aSubscriptionThatComesAfterItsSubscriberLeftIsNotKept() throws Exception {
    XPubSocket xpub = socket(XPUB);
    SubSocket sub = socket(SUB);
    link(xpub, sub, "inproc://shared");
    SocketCore core = (SocketCore) xpub;
    Pipe pipe = core.pipes().iterator().next().pipe();
    sub.close(Duration.ZERO);
    // As when a thread that subscribes is overtaken by one that closes.
    core.subscription(pipe, true, ByteBuffer.wrap(new byte[] {'a'}), 0, 1);
    assertNothingComes(xpub);
    xpub.send("abc");
    assertThat(xpub.get(Options.TOPICS_COUNT)).isZero();
    assertThat(chunksInUse()).as("chunks that were not given back").isZero();
  }
}
