// SPDX-License-Identifier: Apache-2.0
package io.nightjar.engine;

import static io.nightjar.SocketType.PUB;
import static io.nightjar.SocketType.SUB;
import static io.nightjar.SocketType.XPUB;
import static io.nightjar.SocketType.XSUB;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.nightjar.InvalidOptionException;
import io.nightjar.Message;
import io.nightjar.Options;
import io.nightjar.Proxy;
import io.nightjar.PubSocket;
import io.nightjar.Receiver;
import io.nightjar.SubSocket;
import io.nightjar.Subscription;
import io.nightjar.XPubSocket;
import io.nightjar.XSubSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** PUB, SUB, XPUB and XSUB. */
class PubSubTest extends EngineTest {
  private SubSocket subscriber(String... topics) {
    SubSocket sub = socket(SUB);
    for (String topic : topics) {
      sub.subscribe(topic);
    }
    return sub;
  }

  private static String notification(Receiver xpub) throws InterruptedException {
    Message message = xpub.tryReceive(SOON);
    assertThat(message).as("a notification").isNotNull();
    byte[] frame = message.bytes();
    return (frame[0] == 1 ? "+" : frame[0] == 0 ? "-" : "?")
        + new String(frame, 1, frame.length - 1, UTF_8);
  }

  private static List<String> notifications(Receiver xpub, int count) throws InterruptedException {
    List<String> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      all.add(notification(xpub));
    }
    return all;
  }

  private static void awaitTopics(PubSocket pub, int count) {
    until(count + " topics", () -> pub.get(Options.TOPICS_COUNT) == count);
  }

  // ---- PUB and SUB ----

  @OverAllTransports
  void messagesGoToThoseWhoseTopicsArePrefixes(String endpoint) throws Exception {
    PubSocket pub = socket(PUB);
    String address = pub.bind(endpoint).address();
    SubSocket weather = subscriber("weather");
    SubSocket two = subscriber("weather.zurich", "sport");
    SubSocket all = subscriber("");
    SubSocket none = subscriber();
    for (SubSocket sub : List.of(weather, two, all, none)) {
      join(pub, sub, address);
    }
    assertThat(pub.awaitSubscribers("weather.zurich", 3, SOON)).isTrue();
    assertThat(pub.awaitSubscribers("sport", 2, SOON)).isTrue();
    assertThat(pub.awaitSubscribers(3, SOON)).isTrue();

    pub.send("weather.bern", "rain");
    pub.send("weather.zurich", "sun");
    pub.send("sport", "goal");
    pub.send("weathe", "?");
    pub.send("", "end");

    assertThat(next(weather, 2)).containsExactly("weather.bern\nrain", "weather.zurich\nsun");
    assertThat(next(two, 2)).containsExactly("weather.zurich\nsun", "sport\ngoal");
    assertThat(next(all, 5)).last().isEqualTo("\nend");
    for (SubSocket sub : List.of(weather, two, all, none)) {
      assertThat(sub.tryReceive()).isNull();
    }
    assertThat(pub.stats().sent()).isEqualTo(2 + 2 + 5);
  }

  @OverAllTransports
  void aPublisherMayBeTheOneWhoConnects(String endpoint) throws Exception {
    SubSocket sub = subscriber("a");
    PubSocket pub = socket(PUB);
    link(sub, pub, endpoint);
    assertThat(pub.awaitSubscribers("a", 1, SOON)).isTrue();
    pub.send("a message");
    pub.send("b message");
    pub.send("another");
    assertThat(next(sub, 2)).containsExactly("a message", "another");
  }

  @OverAllTransports
  void subscriptionsAreCounted(String endpoint) throws Exception {
    PubSocket pub = socket(PUB);
    SubSocket sub = socket(SUB);
    link(pub, sub, endpoint);
    Subscription first = sub.subscribe("a");
    sub.subscribe("a");
    sub.subscribe("b");
    awaitTopics(pub, 2);
    first.close();
    first.close();
    sub.subscribe("c");
    awaitTopics(pub, 3);
    pub.send("a1");
    assertThat(next(sub)).isEqualTo("a1");
    sub.unsubscribe("a");
    sub.unsubscribe("a");
    sub.unsubscribe("never");
    awaitTopics(pub, 2);
    assertThat(sub.get(Options.TOPICS_COUNT)).isEqualTo(2);
    pub.send("a2");
    pub.send("b2");
    assertThat(next(sub)).isEqualTo("b2");
    assertThat(first.prefix()).isEqualTo(new byte[] {'a'});
  }

  @Test
  void subscriptionsCanBeOptions() throws Exception {
    PubSocket pub = socket(PUB);
    SubSocket sub = socket(SUB);
    link(pub, sub, "inproc://here");
    sub.set(Options.SUBSCRIBE, "a".getBytes(UTF_8));
    assertThat(pub.awaitSubscribers("a", 1, SOON)).isTrue();
    sub.set(Options.UNSUBSCRIBE, "a".getBytes(UTF_8));
    awaitTopics(pub, 0);
    assertThatExceptionOfType(InvalidOptionException.class)
        .isThrownBy(() -> socket(XPUB).set(Options.SUBSCRIBE, new byte[0]))
        .withMessageContaining("XPUB_MANUAL");
  }

  @OverStreams
  void subscriptionsAreSentAgainToAPublisherThatComesBack(String endpoint, @TempDir Path folder)
      throws Exception {
    String address =
        endpoint.startsWith("tcp") ? nobodysPort() : "ipc://" + folder.resolve("socket");
    SubSocket sub = subscriber("a", "b");
    sub.set(Options.RECONNECT_IVL, Duration.ofMillis(5));
    sub.connect(address);
    for (int i = 0; i < 3; i++) {
      PubSocket pub = socket(PUB);
      pub.bind(address);
      assertThat(pub.awaitSubscribers("a", 1, SOON)).isTrue();
      assertThat(pub.awaitSubscribers("b", 1, SOON)).isTrue();
      pub.send("b " + i);
      assertThat(next(sub)).isEqualTo("b " + i);
      pub.close(SOON);
    }
  }

  @Test
  void waitingForSubscribersGivesUpInTime() throws Exception {
    PubSocket pub = socket(PUB);
    assertThat(pub.awaitSubscribers(1, Duration.ofMillis(10))).isFalse();
    assertThat(pub.awaitSubscribers("x", 1, Duration.ZERO)).isFalse();
    assertThat(pub.awaitSubscribers(0, Duration.ZERO)).isTrue();
  }

  @Test
  void aSubscriberThatIsFullMissesMessagesWhichAreCounted() throws Exception {
    PubSocket pub = narrow(socket(PUB), 2);
    SubSocket slow = narrow(subscriber(""), 3);
    SubSocket fast = subscriber("");
    String address = pub.bind("inproc://here").address();
    join(pub, slow, address);
    join(pub, fast, address);
    assertThat(pub.awaitSubscribers(2, SOON)).isTrue();
    for (int i = 0; i < 10; i++) {
      pub.send("message " + i);
      assertThat(next(fast)).isEqualTo("message " + i);
    }
    assertThat(pub.stats().dropped()).isEqualTo(5);
    assertThat(pub.stats().sent()).isEqualTo(15);
    assertThat(next(slow, 5)).last().isEqualTo("message 4");
    assertThat(slow.tryReceive()).isNull();
    pub.send("message 10");
    assertThat(next(slow)).isEqualTo("message 10");
  }

  @OverAllTransports
  void withNodropASendWaitsForTheSlowest(String endpoint) throws Exception {
    PubSocket pub = narrow(socket(PUB), 1);
    pub.set(Options.XPUB_NODROP, true);
    SubSocket slow = narrow(subscriber(""), 1);
    SubSocket fast = subscriber("");
    String address = pub.bind(endpoint).address();
    join(pub, slow, address);
    join(pub, fast, address);
    assertThat(pub.awaitSubscribers(2, SOON)).isTrue();
    Message big = Message.wrap(new byte[64 * 1024]);
    int sent = fill(pub, big, 10_000);
    for (int i = 0; i < sent; i++) {
      assertThat(fast.tryReceive(SOON)).isEqualTo(big);
    }
    assertThat(pub.trySend(big)).isFalse();
    assertThat(fast.tryReceive()).as("all or nobody").isNull();
    Call<Object> call =
        Call.blocked(
            () -> {
              pub.send(big);
              return "sent";
            });
    for (int i = 0; i <= sent; i++) {
      assertThat(slow.tryReceive(SOON)).as("message %s of %s", i, sent).isEqualTo(big);
    }
    assertThat(call.value()).isEqualTo("sent");
    assertThat(pub.stats().dropped()).isZero();
  }

  @OverAllTransports
  void withInvertedMatchingTopicsAreWhatIsNotWanted(String endpoint) throws Exception {
    PubSocket pub = socket(PUB);
    SubSocket sub = subscriber("a");
    pub.set(Options.INVERT_MATCHING, true);
    sub.set(Options.INVERT_MATCHING, true);
    link(pub, sub, endpoint);
    awaitTopics(pub, 1);
    pub.send("apple");
    pub.send("banana");
    pub.send("cherry");
    assertThat(next(sub, 2)).containsExactly("banana", "cherry");
    assertThat(sub.tryReceive()).isNull();
  }

  @OverAllTransports
  void aConflatingSubHasTheLastMessage(String endpoint) throws Exception {
    PubSocket pub = socket(PUB);
    SubSocket sub = socket(SUB);
    sub.set(Options.CONFLATE, true);
    sub.subscribe("");
    pub.set(Options.CONFLATE, true);
    link(pub, sub, endpoint);
    assertThat(pub.awaitSubscribers(1, SOON)).isTrue();
    for (int i = 0; i < 100; i++) {
      pub.send("message " + i);
    }
    pub.flush();
    String last = "";
    while (!last.equals("message 99")) {
      last = next(sub);
    }
    assertThat(sub.tryReceive()).isNull();
  }

  @OverAllTransports
  void aPublisherForgetsWhoLeaves(String endpoint) throws Exception {
    PubSocket pub = socket(PUB);
    SubSocket sub = subscriber("a");
    link(pub, sub, endpoint);
    assertThat(pub.awaitSubscribers(1, SOON)).isTrue();
    sub.close();
    awaitTopics(pub, 0);
    pub.send("a");
    assertThat(pub.stats().sent()).isZero();
  }

  // ---- XPUB and XSUB ----

  @OverAllTransports
  void xpubTellsTheFirstSubscriberAndTheLastCancellation(String endpoint) throws Exception {
    XPubSocket xpub = socket(XPUB);
    SubSocket one = socket(SUB);
    SubSocket two = socket(SUB);
    link(xpub, one, endpoint);
    join(xpub, two, xpub.lastEndpoint());
    one.subscribe("a");
    assertThat(notification(xpub)).isEqualTo("+a");
    two.subscribe("a");
    two.subscribe("b");
    assertThat(notification(xpub)).isEqualTo("+b");
    one.unsubscribe("a");
    one.subscribe("c");
    assertThat(notification(xpub)).isEqualTo("+c");
    two.unsubscribe("a");
    assertThat(notification(xpub)).isEqualTo("-a");
    two.close();
    assertThat(notification(xpub)).isEqualTo("-b");
    one.close();
    assertThat(notification(xpub)).isEqualTo("-c");
  }

  @OverAllTransports
  void aVerboseXpubTellsEverySubscription(String endpoint) throws Exception {
    XPubSocket xpub = socket(XPUB);
    xpub.set(Options.XPUB_VERBOSE, true);
    SubSocket one = subscriber("a");
    SubSocket two = socket(SUB);
    link(xpub, one, endpoint);
    assertThat(notification(xpub)).isEqualTo("+a");
    join(xpub, two, xpub.lastEndpoint());
    two.subscribe("a");
    two.subscribe("a");
    assertThat(notifications(xpub, 2)).containsExactly("+a", "+a");
    two.unsubscribe("a");
    two.unsubscribe("a");
    two.subscribe("b");
    assertThat(notification(xpub)).isEqualTo("+b");
    one.unsubscribe("a");
    assertThat(notification(xpub)).isEqualTo("-a");
  }

  @OverAllTransports
  void aVerboserXpubTellsEveryCancellationToo(String endpoint) throws Exception {
    XPubSocket xpub = socket(XPUB);
    xpub.set(Options.XPUB_VERBOSER, true);
    SubSocket one = subscriber("a");
    SubSocket two = socket(SUB);
    link(xpub, one, endpoint);
    assertThat(notification(xpub)).isEqualTo("+a");
    join(xpub, two, xpub.lastEndpoint());
    two.subscribe("a");
    assertThat(notification(xpub)).isEqualTo("+a");
    two.unsubscribe("a");
    assertThat(notification(xpub)).isEqualTo("-a");
    one.unsubscribe("a");
    assertThat(notification(xpub)).isEqualTo("-a");
  }

  @OverAllTransports
  void aManualXpubDecidesItsSubscriptions(String endpoint) throws Exception {
    XPubSocket xpub = socket(XPUB);
    xpub.set(Options.XPUB_MANUAL, true);
    SubSocket sub = subscriber("a");
    sub.subscribe("translated");
    link(xpub, sub, endpoint);
    List<String> told = notifications(xpub, 2);
    assertThat(told).containsExactlyInAnyOrder("+a", "+translated");
    assertThat(xpub.get(Options.TOPICS_COUNT)).isZero();
    xpub.set(Options.SUBSCRIBE, "translated".getBytes(UTF_8));
    xpub.send("a is not sent");
    xpub.send("translated is");
    assertThat(next(sub)).isEqualTo("translated is");
    xpub.set(Options.UNSUBSCRIBE, "translated".getBytes(UTF_8));
    xpub.send("translated no more");
    assertNothingComes(sub);
  }

  @OverAllTransports
  void lastValueGoesToTheLastSubscriberOnly(String endpoint) throws Exception {
    XPubSocket xpub = socket(XPUB);
    xpub.set(Options.XPUB_MANUAL_LAST_VALUE, true);
    SubSocket one = subscriber("a");
    SubSocket two = socket(SUB);
    link(xpub, one, endpoint);
    assertThat(notification(xpub)).isEqualTo("+a");
    xpub.set(Options.SUBSCRIBE, "a".getBytes(UTF_8));
    xpub.send("a first");
    assertThat(next(one)).isEqualTo("a first");
    join(xpub, two, xpub.lastEndpoint());
    two.subscribe("a");
    assertThat(notification(xpub)).isEqualTo("+a");
    xpub.set(Options.SUBSCRIBE, "a".getBytes(UTF_8));
    xpub.send("a cached");
    xpub.send("a new");
    assertThat(next(two, 2)).containsExactly("a cached", "a new");
    assertThat(next(one)).isEqualTo("a new");
  }

  @OverAllTransports
  void aNewSubscriberIsWelcomed(String endpoint) throws Exception {
    XPubSocket xpub = socket(XPUB);
    xpub.set(Options.XPUB_WELCOME_MSG, "welcome".getBytes(UTF_8));
    SubSocket sub = subscriber("w");
    link(xpub, sub, endpoint);
    assertThat(next(sub)).isEqualTo("welcome");
    SubSocket other = subscriber("w");
    join(xpub, other, xpub.lastEndpoint());
    assertThat(next(other)).isEqualTo("welcome");
    assertThat(sub.tryReceive()).isNull();
  }

  @OverAllTransports
  void xsubSubscribesByMessagesAndSendsOthersUp(String endpoint) throws Exception {
    XPubSocket xpub = socket(XPUB);
    XSubSocket xsub = socket(XSUB);
    link(xpub, xsub, endpoint);
    xsub.send(new byte[] {1, 'a'});
    assertThat(notification(xpub)).isEqualTo("+a");
    xsub.send("upstream", "message");
    assertThat(next(xpub)).isEqualTo("upstream\nmessage");
    xsub.send(Message.wrap(new byte[] {1, 'b'}));
    assertThat(notification(xpub)).isEqualTo("+b");
    xpub.send("a message");
    assertThat(next(xsub)).isEqualTo("a message");
    xsub.send(new byte[] {0, 'a'});
    assertThat(notification(xpub)).isEqualTo("-a");
    xsub.subscribe("c");
    assertThat(notification(xpub)).isEqualTo("+c");
    xsub.unsubscribe("c");
    assertThat(notification(xpub)).isEqualTo("-c");
  }

  @OverAllTransports
  void everyFrameSentUpMayBeASubscription(String endpoint) throws Exception {
    XPubSocket xpub = socket(XPUB);
    XSubSocket xsub = socket(XSUB);
    link(xpub, xsub, endpoint);
    xsub.send(Message.wrap(new byte[] {1, 'a'}, new byte[] {1, 'b'}, new byte[] {'c'}));
    assertThat(notifications(xpub, 2)).containsExactly("+a", "+b");
    assertThat(next(xpub)).isEqualTo("c");
    assertThat(xpub.get(Options.TOPICS_COUNT)).isEqualTo(2);
    xpub.send("b of the second frame");
    assertThat(next(xsub)).isEqualTo("b of the second frame");
    xsub.send(Message.wrap(new byte[] {0, 'b'}, new byte[] {'d'}));
    assertThat(notification(xpub)).isEqualTo("-b");
    assertThat(next(xpub)).isEqualTo("d");
    assertThat(xsub.get(Options.TOPICS_COUNT)).isEqualTo(1);
  }

  @OverAllTransports
  void subscriptionsOvertakeNothingThatIsSentUp(String endpoint) throws Exception {
    XPubSocket xpub = socket(XPUB).set(Options.RCVHWM, 0);
    XSubSocket xsub = socket(XSUB).set(Options.SNDHWM, 0);
    link(xpub, xsub, endpoint);
    byte[] large = new byte[10_000];
    large[0] = 'x';
    for (int i = 0; i < 2000; i++) {
      xsub.send(large);
      xsub.send(new byte[] {(byte) (1 - i % 2), 'a'});
    }
    for (int i = 0; i < 2000; i++) {
      assertThat(xpub.tryReceive(SOON).bytes(0)).hasSize(10_000);
      assertThat(notification(xpub)).isEqualTo(i % 2 == 0 ? "+a" : "-a");
    }
    assertThat(xsub.get(Options.TOPICS_COUNT)).isZero();
  }

  @OverAllTransports
  void aMessageThatDoesNotBeginWithASubscriptionGoesUpWhole(String endpoint) throws Exception {
    XPubSocket xpub = socket(XPUB);
    XSubSocket xsub = socket(XSUB);
    link(xpub, xsub, endpoint);
    Message message = Message.wrap(new byte[] {'t'}, new byte[] {0, 0, 0, 42}, new byte[] {1, 'a'});
    xsub.send(message);
    assertThat(xpub.tryReceive(SOON)).isEqualTo(message);
    assertThat(xpub.get(Options.TOPICS_COUNT)).isZero();
    assertThat(xsub.get(Options.TOPICS_COUNT)).isZero();
  }

  @OverAllTransports
  void withOnlyFirstSubscribeLaterFramesAreForTheApplication(String endpoint) throws Exception {
    XPubSocket xpub = socket(XPUB);
    xpub.set(Options.ONLY_FIRST_SUBSCRIBE, true);
    XSubSocket xsub = socket(XSUB);
    link(xpub, xsub, endpoint);
    xsub.send(Message.wrap(new byte[] {1, 'a'}, new byte[] {1, 'b'}));
    assertThat(notification(xpub)).isEqualTo("+a");
    assertThat(next(xpub)).isEqualTo("\1b");
    xsub.send(Message.wrap(new byte[] {'x'}, new byte[] {1, 'b'}));
    assertThat(next(xpub)).isEqualTo("x\n\1b");
    assertThat(xpub.get(Options.TOPICS_COUNT)).isEqualTo(1);
    xpub.send("b is not subscribed");
    xpub.send("a is");
    xsub.subscribe("");
    assertThat(notification(xpub)).isEqualTo("+");
    assertThat(next(xsub)).isEqualTo("a is");
  }

  @OverAllTransports
  void aSubDropsAndCountsWhatItDidNotSubscribeTo(String endpoint) throws Exception {
    // Matches the wrong way round, and so sends what nobody wants.
    PubSocket pub = socket(PUB);
    pub.set(Options.INVERT_MATCHING, true);
    SubSocket sub = subscriber("a");
    link(pub, sub, endpoint);
    awaitTopics(pub, 1);
    for (int i = 0; i < 10; i++) {
      pub.send("b " + i, "more");
    }
    until("all are filtered", () -> !sub.isReadable() && sub.stats().filtered() == 10);
    pub.set(Options.INVERT_MATCHING, false);
    pub.send("a message");
    assertThat(next(sub)).isEqualTo("a message");
    assertThat(sub.stats().filtered()).isEqualTo(10);
    assertThat(sub.stats().received()).isEqualTo(1);
  }

  @OverAllTransports
  void pubIgnoresWhatIsSentUp(String endpoint) throws Exception {
    PubSocket pub = socket(PUB);
    XSubSocket xsub = socket(XSUB);
    link(pub, xsub, endpoint);
    xsub.send("upstream");
    xsub.send(new byte[] {1, 'a'});
    assertThat(pub.awaitSubscribers("a", 1, SOON)).isTrue();
    pub.send("a message");
    assertThat(next(xsub)).isEqualTo("a message");
  }

  @OverAllTransports
  void publicationsAndSubscriptionsPassThroughAProxy(String endpoint) throws Exception {
    XSubSocket front = socket(XSUB);
    XPubSocket back = socket(XPUB);
    String frontAddress = front.bind(endpoint).address();
    String backAddress =
        back.bind(endpoint.startsWith("inproc") ? "inproc://back" : endpoint).address();
    try (Proxy proxy = Proxy.start(front, back)) {
      PubSocket pub = socket(PUB);
      join(front, pub, frontAddress);
      SubSocket sub = subscriber("a");
      join(back, sub, backAddress);
      assertThat(pub.awaitSubscribers("a", 1, SOON)).isTrue();
      pub.send("a message");
      pub.send("b message");
      pub.send("another");
      assertThat(next(sub, 2)).containsExactly("a message", "another");
      until("they are counted", () -> proxy.forwarded() == 2);
    }
  }

  @OverAllTransports
  void aPeerWithTooManySubscriptionsIsLost(String endpoint) throws Exception {
    PubSocket pub = socket(PUB);
    pub.set(Options.MAX_SUBSCRIPTIONS, 3);
    SubSocket sub = socket(SUB);
    sub.set(Options.RECONNECT_IVL, Duration.ofMillis(-1));
    link(pub, sub, endpoint);
    for (int i = 0; i < 4; i++) {
      sub.subscribe("topic " + i);
    }
    until("it is gone", () -> pub.stats().peers().isEmpty());
    awaitTopics(pub, 0);
  }
}
