// SPDX-License-Identifier: Apache-2.0
package io.nightjar.engine;

import static io.nightjar.SocketType.PULL;
import static io.nightjar.SocketType.PUSH;
import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.Option;
import io.nightjar.PushSocket;
import io.nightjar.Socket;
import io.nightjar.pipe.Pipe;
import io.nightjar.spi.Form;
import io.nightjar.spi.Pattern;
import io.nightjar.spi.Sink;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Whatever a pattern throws when a peer goes, the connection ends and the socket can close. */
class FaultyPatternTest extends EngineTest {
  private static final class Faulty extends Pattern {
    Faulty(Host host) {
      super(host);
    }

    @Override
    public void attach(Pipe pipe) {}

    @Override
    public void disconnected(Pipe pipe) {
      throw new StackOverflowError("this test wants it so");
    }

    @Override
    public void detach(Pipe pipe) {
      throw new IllegalStateException("this test wants it so");
    }

    @Override
    public <B> boolean send(Form<B> form, B body) {
      return false;
    }

    @Override
    public boolean canSend() {
      return false;
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

  private static final class FaultySocket extends MessageSocket {
    FaultySocket(EngineContext context) {
      super(context, PULL, Faulty::new);
    }

    @Override
    public <T> Socket set(Option<T> option, T value) {
      setOption(option, value);
      return this;
    }
  }

  @OverStreams
  void theConnectionEndsAllTheSame(String endpoint) throws Exception {
    Socket faulty = new FaultySocket((EngineContext) context);
    PushSocket push = socket(PUSH);
    link(faulty, push, endpoint);
    push.close(Duration.ZERO);
    until("the peer is gone", () -> faulty.stats().peers().isEmpty());
    CountDownLatch closed = new CountDownLatch(1);
    Thread closing =
        new Thread(
            () -> {
              faulty.close(Duration.ZERO);
              closed.countDown();
            });
    closing.start();
    assertThat(closed.await(SOON.toMillis(), TimeUnit.MILLISECONDS)).as("closed").isTrue();
  }
}
