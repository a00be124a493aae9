// SPDX-License-Identifier: Apache-2.0
package io.nightjar.engine;

import static io.nightjar.SocketType.DEALER;
import static io.nightjar.SocketType.PAIR;
import static io.nightjar.SocketType.PUB;
import static io.nightjar.SocketType.PULL;
import static io.nightjar.SocketType.PUSH;
import static io.nightjar.SocketType.ROUTER;
import static io.nightjar.SocketType.SUB;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.nightjar.DealerSocket;
import io.nightjar.FullPolicy;
import io.nightjar.Message;
import io.nightjar.Option;
import io.nightjar.Options;
import io.nightjar.PairSocket;
import io.nightjar.PubSocket;
import io.nightjar.PullSocket;
import io.nightjar.PushSocket;
import io.nightjar.QueueFullException;
import io.nightjar.Receiver;
import io.nightjar.RouterSocket;
import io.nightjar.SubSocket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

/** What {@link Options#WHEN_FULL} says happens when a queue is full. */
class WhenFullTest extends EngineTest {
  private static final int MARK = 10;
  private static final int MANY = 2000;
  private static final byte[] PEER = "peer".getBytes(UTF_8);

  /** A message of some frames and of any size, all of which follow from its number. */
  private static Message numbered(int number) {
    Random random = new Random(number);
    byte[][] frames = new byte[1 + random.nextInt(4)][];
    frames[0] = ByteBuffer.allocate(4).putInt(number).array();
    for (int i = 1; i < frames.length; i++) {
      frames[i] = new byte[random.nextInt(random.nextInt(20) == 0 ? 300_000 : 3000)];
      Arrays.fill(frames[i], (byte) number);
    }
    return Message.wrap(frames);
  }

  /** The number of a message that is whole. */
  private static int number(Message message, int first) {
    int number = message.buffer(first).getInt();
    Message sent = numbered(number);
    assertThat(message.size() - first).as("frames of %s", number).isEqualTo(sent.size());
    for (int i = 0; i < sent.size(); i++) {
      assertThat(message.bytes(first + i)).isEqualTo(sent.bytes(i));
    }
    return number;
  }

  /** Receives until this message came; gives the numbers of all, which rise. */
  private static List<Integer> receiveUpTo(Receiver receiver, int last, int first)
      throws InterruptedException {
    List<Integer> numbers = new ArrayList<>();
    int number = -1;
    while (number < last) {
      Message message = receiver.tryReceive(SOON);
      assertThat(message).as("what comes after %s", number).isNotNull();
      int next = number(message, first);
      assertThat(next).isGreaterThan(number);
      numbers.add(next);
      number = next;
    }
    return numbers;
  }

  private <S extends io.nightjar.Socket> S narrow(S socket, FullPolicy policy) {
    narrow(socket, MARK).set(Options.WHEN_FULL, policy);
    return socket;
  }

  @OverAllTransports
  void theOldestGoForTheNewest(String endpoint) throws Exception {
    PullSocket pull = narrow(socket(PULL), MARK);
    PushSocket push = narrow(socket(PUSH), FullPolicy.DROP_OLDEST);
    link(pull, push, endpoint);
    for (int i = 0; i < MANY; i++) {
      push.send(numbered(i));
    }
    List<Integer> numbers = receiveUpTo(pull, MANY - 1, 0);
    assertThat(numbers).hasSizeLessThan(MANY);
    assertThat(numbers.subList(numbers.size() - MARK, numbers.size()))
        .first()
        .isEqualTo(MANY - MARK);
    assertThat(push.stats().dropped()).isEqualTo(MANY - numbers.size());
    assertNothingComes(pull);
  }

  @OverAllTransports
  void messagesStayWholeAndInOrderWhileOldOnesAreDropped(String endpoint) throws Exception {
    PullSocket pull = narrow(socket(PULL), MARK);
    PushSocket push = narrow(socket(PUSH), FullPolicy.DROP_OLDEST);
    link(pull, push, endpoint);
    Call<List<Integer>> receiver = Call.of(() -> receiveUpTo(pull, 5 * MANY, 0));
    Random random = new Random(1);
    for (int i = 0; i <= 5 * MANY; i++) {
      push.send(numbered(i));
      if (random.nextInt(100) == 0) {
        Thread.sleep(1);
      }
    }
    List<Integer> numbers = receiver.value();
    assertThat(push.stats().dropped()).isEqualTo(5 * MANY + 1 - numbers.size());
  }

  @Test
  void queuesForPeersThatAreAwayDropToo() throws Exception {
    String address = nobodysPort();
    PushSocket oldest = narrow(socket(PUSH), FullPolicy.DROP_OLDEST);
    PushSocket newest = narrow(socket(PUSH), FullPolicy.DROP_NEWEST);
    oldest.connect(address);
    for (int i = 0; i < MANY; i++) {
      oldest.send(numbered(i));
    }
    PullSocket pull = socket(PULL);
    pull.bind(address);
    assertThat(receiveUpTo(pull, MANY - 1, 0)).hasSize(MARK).startsWith(MANY - MARK);
    oldest.close();
    pull.close();
    newest.connect(address);
    for (int i = 0; i < MANY; i++) {
      newest.send(numbered(i));
    }
    PullSocket other = socket(PULL);
    other.bind(address);
    assertThat(receiveUpTo(other, MARK - 1, 0)).hasSize(MARK);
    assertNothingComes(other);
    assertThat(newest.stats().dropped()).isEqualTo(MANY - MARK);
  }

  @OverAllTransports
  void theNewestIsDropped(String endpoint) throws Exception {
    PairSocket one = narrow(socket(PAIR), FullPolicy.DROP_NEWEST);
    PairSocket two = narrow(socket(PAIR), MARK);
    link(one, two, endpoint);
    for (int i = 0; i < MANY; i++) {
      one.send(numbered(i));
    }
    long dropped = one.stats().dropped();
    assertThat(dropped).isPositive();
    one.set(Options.WHEN_FULL, FullPolicy.BLOCK);
    Call<Void> last =
        Call.of(
            () -> {
              one.send(numbered(MANY));
              return null;
            });
    assertThat(receiveUpTo(two, MANY, 0)).hasSize((int) (MANY + 1 - dropped));
    last.value();
  }

  @OverAllTransports
  void failing(String endpoint) throws Exception {
    PullSocket pull = narrow(socket(PULL), MARK);
    PushSocket push = narrow(socket(PUSH), FullPolicy.FAIL);
    assertThatExceptionOfType(QueueFullException.class)
        .isThrownBy(() -> push.send("nobody"))
        .withMessageContaining("WHEN_FULL");
    link(pull, push, endpoint);
    int sent = 0;
    byte[] large = new byte[10_000];
    try {
      for (; sent < MANY; sent++) {
        push.send(large);
      }
    } catch (QueueFullException e) {
      assertThat(push.trySend(large)).isFalse();
    }
    assertThat(sent).isBetween(MARK, MANY - 1);
    CompletableFuture<Void> later = push.sendAsync(Message.wrap(large));
    assertThatExceptionOfType(ExecutionException.class)
        .isThrownBy(later::get)
        .withCauseInstanceOf(QueueFullException.class);
    for (int i = 0; i < sent; i++) {
      assertThat(pull.tryReceive(SOON)).isNotNull();
    }
    assertNothingComes(pull);
  }

  @OverAllTransports
  void aSlowSubscriberGetsTheNewest(String endpoint) throws Exception {
    PubSocket pub = narrow(socket(PUB), FullPolicy.DROP_OLDEST);
    SubSocket slow = narrow(socket(SUB), MARK);
    SubSocket fast = socket(SUB).set(Options.RCVHWM, 0);
    slow.subscribe("");
    fast.subscribe("");
    join(pub, slow, pub.bind(endpoint).address());
    join(pub, fast, pub.get(Options.LAST_ENDPOINT));
    assertThat(pub.awaitSubscribers(2, SOON)).isTrue();
    Call<List<Integer>> receiver = Call.of(() -> receiveUpTo(fast, MANY - 1, 0));
    for (int i = 0; i < MANY; i++) {
      pub.send(numbered(i));
    }
    receiver.value();
    List<Integer> numbers = receiveUpTo(slow, MANY - 1, 0);
    assertThat(numbers).hasSizeLessThan(MANY);
  }

  @OverAllTransports
  void aPublisherCanWaitOrFail(String endpoint) throws Exception {
    PubSocket pub = narrow(socket(PUB), FullPolicy.FAIL);
    SubSocket sub = narrow(socket(SUB), MARK);
    sub.subscribe("");
    link(pub, sub, endpoint);
    assertThat(pub.awaitSubscribers(1, SOON)).isTrue();
    assertThatExceptionOfType(QueueFullException.class)
        .isThrownBy(
            () -> {
              for (int i = 0; i < MANY; i++) {
                pub.send(new byte[20_000]);
              }
            });
    while (sub.tryReceive(WHILE) != null) {
      // Makes room.
    }
    pub.set(Options.WHEN_FULL, FullPolicy.BLOCK);
    Call<Void> sender =
        Call.of(
            () -> {
              for (int i = 0; i < MANY; i++) {
                pub.send(numbered(i));
              }
              return null;
            });
    assertThat(receiveUpTo(sub, MANY - 1, 0)).hasSize(MANY);
    sender.value();
    assertThat(pub.stats().dropped()).isZero();
  }

  @OverAllTransports
  void aRouterDropsTheOldestOfOnePeer(String endpoint) throws Exception {
    RouterSocket router = narrow(socket(ROUTER), FullPolicy.DROP_OLDEST);
    router.set(Options.ROUTER_MANDATORY, true);
    DealerSocket dealer = narrow(socket(DEALER), MARK);
    dealer.set(Options.ROUTING_ID, PEER);
    link(router, dealer, endpoint);
    until("the router knows it", () -> router.hasPeer(PEER));
    for (int i = 0; i < MANY; i++) {
      router.send(numbered(i).prepend(PEER));
    }
    List<Integer> numbers = receiveUpTo(dealer, MANY - 1, 0);
    assertThat(router.stats().dropped()).isEqualTo(MANY - numbers.size()).isPositive();
  }

  @OverAllTransports
  void thePeerThatHasRoomIsPreferred(String endpoint) throws Exception {
    DealerSocket dealer = socket(DEALER).set(Options.SNDHWM, MARK);
    dealer.set(Options.WHEN_FULL, FullPolicy.DROP_OLDEST);
    RouterSocket stuck = narrow(socket(ROUTER), MARK);
    RouterSocket open = socket(ROUTER).set(Options.RCVHWM, 0);
    String address = dealer.bind(endpoint).address();
    join(dealer, stuck, address);
    join(dealer, open, address);
    Call<List<Integer>> receiver = Call.of(() -> receiveUpTo(open, MANY - 1, 1));
    for (int i = 0; i < MANY - 1; i++) {
      dealer.send(numbered(i));
      if (i % 5 == 0) {
        // Not faster than the one that reads.
        Thread.sleep(1);
      }
    }
    stuck.close();
    until("one peer is left", () -> dealer.stats().peers().size() == 1);
    dealer.send(numbered(MANY - 1));
    assertThat(receiver.value()).hasSizeGreaterThan(MANY / 2);
  }

  @Test
  void isReadFromTextAndRefusedWhereItMakesNoSense() {
    Option<FullPolicy> option = Options.WHEN_FULL;
    assertThat(option.parse("drop_oldest")).isEqualTo(FullPolicy.DROP_OLDEST);
    assertThat(option.fromBytes(option.toBytes(FullPolicy.FAIL))).isEqualTo(FullPolicy.FAIL);
    assertThatExceptionOfType(io.nightjar.InvalidOptionException.class)
        .isThrownBy(() -> option.parse("drop"))
        .withMessageContaining("DROP_NEWEST");
    assertThatExceptionOfType(io.nightjar.InvalidOptionException.class)
        .isThrownBy(() -> socket(PULL).set(option, FullPolicy.FAIL))
        .withMessageContaining("PUSH");
  }
}
