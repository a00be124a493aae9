// SPDX-License-Identifier: Apache-2.0
package io.nightjar.engine;

import static io.nightjar.SocketType.PULL;
import static io.nightjar.SocketType.PUSH;
import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.Context;
import io.nightjar.Message;
import io.nightjar.Options;
import io.nightjar.PullSocket;
import io.nightjar.PushSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** Messages that wait for others to be written with them do not wait for ever. */
class StreamOfSendsTest extends EngineTest {
  private static final int PEERS = 50;

  @Test
  void burstsToManyPeersArriveWhole() throws Exception {
    PullSocket pull = socket(PULL);
    String address = pull.bind("tcp://127.0.0.1:0").address();
    Random random = new Random(7);
    try (Context far = Context.builder().blocky(false).build()) {
      List<PushSocket> pushes = new ArrayList<>();
      for (int i = 0; i < PEERS; i++) {
        PushSocket push = far.socket(PUSH).set(Options.LINGER, Duration.ZERO);
        join(pull, push, address);
        pushes.add(push);
      }
      AtomicInteger received = new AtomicInteger();
      Call<String> receiver =
          Call.of(
              () -> {
                while (!pull.receiveString().equals("end")) {
                  received.incrementAndGet();
                }
                return "ended";
              });
      // The sender itself waits for nothing that would make it write what it left behind, and
      // begins again just when the stream before ends.
      ByteBuffer buffer = ByteBuffer.allocate(100);
      int sent = 0;
      for (int round = 0; round < 800; round++) {
        int count = 1 + random.nextInt(40 * PEERS);
        for (int i = 0; i < count; i++) {
          pushes.get(i % PEERS).send(buffer.clear());
        }
        sent += count;
        LockSupport.parkNanos(random.nextInt(4_000_000));
      }
      int all = sent;
      until("all " + all + " messages are there", () -> received.get() == all);
      pushes.get(0).send("end");
      assertThat(receiver.value()).isEqualTo("ended");
    }
  }

  @Test
  void aStreamThatIsStuckKeepsNobodyAwake() throws Exception {
    PullSocket pull = socket(PULL).set(Options.RCVHWM, 1);
    String address = pull.bind("tcp://127.0.0.1:0").address();
    try (Context far = Context.builder().blocky(false).build()) {
      PushSocket push = far.socket(PUSH).set(Options.LINGER, Duration.ZERO);
      join(pull, push, address);
      int sent = 0;
      while (push.trySend(Message.of(new byte[1000]), WHILE)) {
        sent++;
      }
      until("nobody looks whether there is room", ((EngineContext) far).flusher()::isResting);
      for (int i = 0; i < sent; i++) {
        assertThat(pull.receiveBytes()).hasSize(1000);
      }
      push.send("again");
      assertThat(pull.receiveString()).isEqualTo("again");
    }
  }
}
