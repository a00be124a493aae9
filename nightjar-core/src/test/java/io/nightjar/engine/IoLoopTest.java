// SPDX-License-Identifier: Apache-2.0
package io.nightjar.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.channels.SelectionKey;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An event loop survives whatever it runs, for all sockets of a context depend on it. */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class IoLoopTest {
  private static final long SOON = 5;

  /** A log for which there is no memory. */
  private static final Handler NO_MEMORY =
      new Handler() {
        @Override
        public void publish(LogRecord record) {
          throw new OutOfMemoryError("this test wants it so");
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  private static final Logger LOG = Logger.getLogger("io.nightjar");

  private final IoLoop loop = new IoLoop("IoLoopTest");

  @BeforeEach
  void start() {
    LOG.addHandler(NO_MEMORY);
    LOG.setUseParentHandlers(false);
    loop.start();
  }

  @AfterEach
  void stop() {
    loop.stop();
    LOG.setUseParentHandlers(true);
    LOG.removeHandler(NO_MEMORY);
  }

  private static void fail() {
    throw new StackOverflowError("this test wants it so");
  }

  private void assertGoesOn() throws InterruptedException {
    CountDownLatch ran = new CountDownLatch(1);
    loop.execute(() -> loop.schedule(1, ran::countDown));
    assertThat(ran.await(SOON, TimeUnit.SECONDS)).as("the loop goes on").isTrue();
  }

  @Test
  void survivesTasksAndTimers() throws InterruptedException {
    loop.execute(IoLoopTest::fail);
    loop.execute(() -> loop.schedule(1, IoLoopTest::fail));
    assertGoesOn();
  }

  /** A channel that is always ready, with a handler that fails. */
  private final class Broken implements IoLoop.Registered, AutoCloseable {
    final Pipe pipe = Pipe.open();
    final AtomicInteger calls = new AtomicInteger();
    final CountDownLatch told = new CountDownLatch(1);
    private final boolean endFails;

    Broken(boolean endFails) throws IOException {
      this.endFails = endFails;
      pipe.source().configureBlocking(false);
      pipe.sink().write(ByteBuffer.allocate(1));
      loop.execute(
          () -> {
            try {
              loop.register(pipe.source(), SelectionKey.OP_READ, this);
            } catch (IOException e) {
              throw new IllegalStateException(e);
            }
          });
    }

    @Override
    public void ready(SelectionKey key) {
      calls.incrementAndGet();
      fail();
    }

    @Override
    public void broken(Throwable cause) {
      told.countDown();
      if (endFails) {
        fail();
      }
    }

    @Override
    public void close() throws IOException {
      pipe.source().close();
      pipe.sink().close();
    }
  }

  @Test
  void tellsTheHandlerThatThrewAnError() throws Exception {
    try (Broken broken = new Broken(false)) {
      assertThat(broken.told.await(SOON, TimeUnit.SECONDS)).isTrue();
      assertGoesOn();
    }
  }

  @Test
  void letsGoOfAHandlerThatCannotEven() throws Exception {
    try (Broken broken = new Broken(true)) {
      assertThat(broken.told.await(SOON, TimeUnit.SECONDS)).isTrue();
      assertGoesOn();
      assertGoesOn();
      assertThat(broken.calls).hasValue(1);
    }
  }
}
