// SPDX-License-Identifier: Apache-2.0
package io.nightjar.engine;

import static io.nightjar.SocketType.PUB;
import static io.nightjar.SocketType.PULL;
import static io.nightjar.SocketType.PUSH;
import static io.nightjar.SocketType.REP;
import static io.nightjar.SocketType.REQ;
import static io.nightjar.SocketType.SUB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.nightjar.Context;
import io.nightjar.InvalidOptionException;
import io.nightjar.Message;
import io.nightjar.Options;
import io.nightjar.PubSocket;
import io.nightjar.PullSocket;
import io.nightjar.PushSocket;
import io.nightjar.RepSocket;
import io.nightjar.ReqSocket;
import io.nightjar.SubSocket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The limits on the memory of waiting messages. */
class MemoryTest extends EngineTest {
  private static final int MIB = 1 << 20;
  private static final byte[] BODY = new byte[50_000];
  private static final byte[] LARGE = new byte[1_000_000];

  private static long used(Context context) {
    return context.messageMemoryUsed();
  }

  /** Sends until nothing more is taken; gives the number. */
  private static int fill(PushSocket push, byte[] body) {
    int count = 0;
    while (push.trySend(body)) {
      count++;
    }
    return count;
  }

  @Test
  void sendsWaitWhenTheMemoryOfASocketIsUsedUp() throws Exception {
    PushSocket push = socket(PUSH).set(Options.SNDHWM, 0).set(Options.SEND_MEMORY, 1L * MIB);
    push.connect("tcp://127.0.0.1:1");
    int count = fill(push, BODY);
    assertThat(count).isBetween(MIB / 65536, MIB / BODY.length + 1);
    assertThat(used(context)).isBetween((long) MIB, MIB + 100_000L);
    assertThat(push.stats().sendMemory()).isEqualTo(used(context));
    assertThat(push.stats().receiveMemory()).isZero();
  }

  @OverAllTransports
  void whatWaitsIsDeliveredAndThenThereIsRoomAgain(String endpoint) throws Exception {
    PushSocket push = socket(PUSH).set(Options.SEND_MEMORY, 1L * MIB);
    PullSocket pull = socket(PULL).set(Options.RECEIVE_MEMORY, 1L * MIB);
    link(pull, push, endpoint);
    int total = 400;
    Call<Object> sender =
        Call.of(
            () -> {
              for (int i = 0; i < total; i++) {
                byte[] body = BODY.clone();
                body[0] = (byte) i;
                push.send(body);
              }
              return "sent";
            });
    until("senders wait", () -> used(context) >= MIB);
    for (int i = 0; i < total; i++) {
      assertThat(pull.receiveBytes()[0]).isEqualTo((byte) i);
      // Each end holds its limit and one message more.
      assertThat(used(context)).isLessThan(2L * (MIB + 200_000));
    }
    assertThat(sender.value()).isEqualTo("sent");
  }

  @OverStreams
  void peersAreNotReadWhenTheMemoryForThemIsUsedUp(String endpoint) throws Exception {
    PullSocket pull = socket(PULL).set(Options.RCVHWM, 0).set(Options.RECEIVE_MEMORY, 1L * MIB);
    List<PushSocket> pushes = new ArrayList<>();
    String address = pull.bind(endpoint).address();
    try (Context far = Context.builder().blocky(false).build()) {
      for (int i = 0; i < 8; i++) {
        PushSocket push = far.socket(PUSH).set(Options.SNDHWM, 10);
        join(pull, push, address);
        pushes.add(push);
      }
      int sent = 0;
      for (PushSocket push : pushes) {
        sent += EngineTest.fill(push, Message.of(BODY), 1000);
      }
      // Each of the eight may have one message more, and a block to read it into.
      assertThat(used(context)).isBetween((long) MIB, MIB + 8 * 150_000L);
      for (int i = 0; i < sent; i++) {
        assertThat(pull.receiveBytes()).hasSize(BODY.length);
      }
      assertNothingComes(pull);
    }
  }

  @Test
  void theMemoryOfTheContextIsForAllItsSockets() throws Exception {
    try (Context small = Context.builder().messageMemory(2L * MIB).blocky(false).build()) {
      PushSocket one = small.socket(PUSH).set(Options.SNDHWM, 0);
      PushSocket two = small.socket(PUSH).set(Options.SNDHWM, 0);
      one.connect("tcp://127.0.0.1:1");
      two.connect("tcp://127.0.0.1:1");
      assertThat(fill(one, BODY)).isGreaterThan(20);
      assertThat(fill(two, BODY)).as("an empty queue takes one message all the same").isEqualTo(1);
      one.close();
      until("the memory is back", () -> used(small) < MIB);
      assertThat(fill(two, BODY)).isGreaterThan(10);
    }
  }

  @Test
  void aSlowSubscriberCostsMessagesAndNotTheHeap() throws Exception {
    PubSocket pub = socket(PUB).set(Options.SNDHWM, 0).set(Options.SEND_MEMORY, 1L * MIB);
    SubSocket sub = socket(SUB).set(Options.RCVHWM, 1);
    sub.subscribe("");
    link(pub, sub, "tcp://127.0.0.1:0");
    pub.awaitSubscribers("", 1, SOON);
    for (int i = 0; i < 2000; i++) {
      pub.send(BODY);
      assertThat(used(context)).isLessThan(MIB + 400_000L);
    }
    assertThat(pub.stats().dropped()).isGreaterThan(0);
  }

  @Test
  void queuesThatAreEmptyTakeNoMoreThanAQuarterAboveTheLimitTogether() throws Exception {
    try (Context small = Context.builder().messageMemory(4L * MIB).blocky(false).build()) {
      List<PushSocket> pushes = new ArrayList<>();
      int taken = 0;
      for (int i = 0; i < 30; i++) {
        PushSocket push = small.socket(PUSH);
        push.connect("tcp://127.0.0.1:1");
        pushes.add(push);
        taken += push.trySend(LARGE) ? 1 : 0;
      }
      // The limit, the overdraft of at least 4 MiB, and the message that passes it.
      assertThat(used(small)).isBetween(7L * MIB, 11L * MIB);
      assertThat(taken).isBetween(7, 10);
      PushSocket last = pushes.get(29);
      Call<Object> sender =
          Call.blocked(
              () -> {
                last.send(LARGE);
                return "sent";
              });
      for (PushSocket push : pushes.subList(0, 4)) {
        push.close();
      }
      assertThat(sender.value()).as("there is room again").isEqualTo("sent");
    }
  }

  @OverAllTransports
  void afterALargeMessageNothingIsKept(String endpoint) throws Exception {
    PullSocket pull = socket(PULL);
    PushSocket push = socket(PUSH);
    link(pull, push, endpoint);
    for (int i = 0; i < 5; i++) {
      push.send(LARGE);
      assertThat(pull.receiveBytes()).hasSize(LARGE.length);
      until("the memory is back", () -> used(context) <= 65536);
    }
  }

  @OverAllTransports
  void aReplyHasRoomInAnEmptyQueueHoweverMuchOthersHold(String endpoint) throws Exception {
    try (Context small = Context.builder().messageMemory(2L * MIB).blocky(false).build()) {
      RepSocket rep = small.socket(REP);
      ReqSocket req = small.socket(REQ);
      link(rep, req, endpoint);
      req.send("hold on");
      assertThat(next(rep)).isEqualTo("hold on");
      for (int i = 0; i < 30; i++) {
        PushSocket push = small.socket(PUSH);
        push.connect("tcp://127.0.0.1:1");
        push.trySend(LARGE);
      }
      assertThat(used(small)).isGreaterThan(5L * MIB);
      rep.send("here");
      assertThat(next(req)).isEqualTo("here");
    }
  }

  @Test
  void limitsAreChecked() {
    assertThatExceptionOfType(InvalidOptionException.class)
        .isThrownBy(() -> socket(PUSH).set(Options.SEND_MEMORY, -1L))
        .withMessageContaining("SEND_MEMORY")
        .withMessageContaining("0 or more");
    assertThatExceptionOfType(InvalidOptionException.class)
        .isThrownBy(() -> Context.builder().messageMemory(0))
        .withMessageContaining("messageMemory is 0");
  }
}
