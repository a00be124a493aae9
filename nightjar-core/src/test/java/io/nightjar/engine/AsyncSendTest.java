// SPDX-License-Identifier: Apache-2.0
package io.nightjar.engine;

import static io.nightjar.SocketType.PULL;
import static io.nightjar.SocketType.PUSH;
import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.Message;
import io.nightjar.Option;
import io.nightjar.Options;
import io.nightjar.PullSocket;
import io.nightjar.PushSocket;
import io.nightjar.Socket;
import io.nightjar.pipe.Pipe;
import io.nightjar.spi.Form;
import io.nightjar.spi.Pattern;
import io.nightjar.spi.Sink;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Messages that wait to be sent without a thread, and those of callers beside them. */
class AsyncSendTest extends EngineTest {
  @Test
  void asyncSendsKeepTheirOrderWithThoseOfOtherCallers() throws Exception {
    PushSocket push = socket(PUSH);
    PullSocket pull = socket(PULL);
    push.set(Options.SNDHWM, 1);
    pull.set(Options.RCVHWM, 1);
    link(pull, push, "inproc://here");
    push.send("0");
    push.send("1");
    CompletableFuture<Void> later = push.sendAsync(Message.of("2"));
    assertThat(later).isNotDone();

    // The I/O thread, which sends what waits, is kept from it meanwhile.
    PullSocket other = socket(PULL);
    PushSocket toOther = socket(PUSH);
    CountDownLatch held = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    Socket.Hook holder =
        other.onReadiness(
            () -> {
              if (Thread.currentThread().getName().contains("-io-")) {
                held.countDown();
                try {
                  assertThat(release.await(5, TimeUnit.SECONDS)).isTrue();
                } catch (InterruptedException e) {
                  throw new AssertionError(e);
                }
              }
            });
    toOther.connect(other.bind("tcp://127.0.0.1:0").address());
    assertThat(held.await(5, TimeUnit.SECONDS)).isTrue();
    try {
      assertThat(next(pull, 2)).containsExactly("0", "1");
      assertThat(push.trySend(Message.of("3"))).isTrue();
    } finally {
      release.countDown();
      holder.close();
    }
    assertThat(next(pull, 2)).containsExactly("2", "3");
    later.get(5, TimeUnit.SECONDS);
  }

  /** Finds its peer full the first time, and room is made before it can say so. */
  private static final class Hurried extends Pattern {
    private @Nullable Pipe peer;
    private boolean tried;

    Hurried(Host host) {
      super(host);
    }

    @Override
    public void attach(Pipe pipe) {
      peer = pipe;
    }

    @Override
    public void detach(Pipe pipe) {}

    @Override
    public <B> boolean send(Form<B> form, B body) {
      boolean again = tried;
      tried = true;
      if (!again && peer != null) {
        peer.owner().writable(peer);
      }
      return again;
    }

    @Override
    public boolean canSend() {
      return true;
    }

    @Override
    public <R> @Nullable R receive(Sink<R> sink) {
      return null;
    }

    @Override
    public boolean canReceive() {
      return false;
    }
  }

  private static final class HurriedSocket extends MessageSocket {
    HurriedSocket(EngineContext context) {
      super(context, PUSH, Hurried::new);
    }

    @Override
    public <T> Socket set(Option<T> option, T value) {
      setOption(option, value);
      return this;
    }
  }

  @Test
  void roomThatIsMadeWhileNoneIsFoundIsNotMissed() throws Exception {
    HurriedSocket push = new HurriedSocket((EngineContext) context);
    link(socket(PULL), push, "inproc://here");
    push.sendAsync(Message.of("hello")).get(5, TimeUnit.SECONDS);
  }
}
