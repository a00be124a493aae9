// SPDX-License-Identifier: Apache-2.0
package io.nightjar.engine;

import static io.nightjar.SocketType.DEALER;
import static io.nightjar.SocketType.ROUTER;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.nightjar.DealerSocket;
import io.nightjar.ErrorCode;
import io.nightjar.HostUnreachableException;
import io.nightjar.InvalidMessageException;
import io.nightjar.InvalidOptionException;
import io.nightjar.Message;
import io.nightjar.Options;
import io.nightjar.RouterSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

/** ROUTER and DEALER: routing ids, and what becomes of messages for whom nobody has one. */
class RouterTest extends EngineTest {
  private DealerSocket dealer(String id) {
    DealerSocket dealer = socket(DEALER);
    dealer.set(Options.ROUTING_ID, id.getBytes(UTF_8));
    return dealer;
  }

  @OverAllTransports
  void aPeerIsKnownByTheIdItAnnounces(String endpoint) throws Exception {
    RouterSocket router = socket(ROUTER);
    DealerSocket dealer = dealer("Ann");
    link(router, dealer, endpoint);
    dealer.send("hello", "world");
    assertThat(next(router)).isEqualTo("Ann\nhello\nworld");
    assertThat(router.hasPeer("Ann".getBytes(UTF_8))).isTrue();
    assertThat(router.hasPeer("Bob".getBytes(UTF_8))).isFalse();
    router.send("Ann", "answer");
    assertThat(next(dealer)).isEqualTo("answer");
    assertThat(router.stats().peers().get(0).peer().routingId()).isEqualTo("Ann".getBytes(UTF_8));
  }

  @OverAllTransports
  void aPeerWithoutAnIdGetsFiveBytesThatBeginWithNought(String endpoint) throws Exception {
    RouterSocket router = socket(ROUTER);
    String address = router.bind(endpoint).address();
    List<DealerSocket> dealers = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    for (int i = 0; i < 5; i++) {
      DealerSocket dealer = socket(DEALER);
      dealers.add(dealer);
      join(router, dealer, address);
      dealer.send("message " + i);
    }
    for (int i = 0; i < 5; i++) {
      Message message = router.receive();
      assertThat(message.length(0)).isEqualTo(5);
      assertThat(message.byteAt(0, 0)).isZero();
      ids.add(java.util.HexFormat.of().formatHex(message.bytes(0)));
      assertThat(router.hasPeer(message.bytes(0))).isTrue();
      router.send(message.append("back"));
    }
    assertThat(ids).hasSize(5);
    for (int i = 0; i < 5; i++) {
      assertThat(next(dealers.get(i))).isEqualTo("message " + i + "\nback");
    }
  }

  @OverAllTransports
  void ofTwoPeersWithOneIdTheFirstKeepsIt(String endpoint) throws Exception {
    RouterSocket router = socket(ROUTER);
    DealerSocket first = dealer("twin");
    DealerSocket second = dealer("twin");
    link(router, first, endpoint);
    join(router, second, router.lastEndpoint());
    second.send("from the second");
    second.flush();
    first.send("from the first");
    assertThat(next(router)).isEqualTo("twin\nfrom the first");
    router.send("twin", "answer");
    assertThat(next(first)).isEqualTo("answer");
    assertNothingComes(router);
    assertThat(second.tryReceive()).isNull();
  }

  @OverAllTransports
  void withHandoverTheSecondTakesTheId(String endpoint) throws Exception {
    RouterSocket router = socket(ROUTER);
    router.set(Options.ROUTER_HANDOVER, true);
    DealerSocket first = dealer("twin");
    first.set(Options.RECONNECT_IVL, Duration.ofMillis(-1));
    DealerSocket second = dealer("twin");
    link(router, first, endpoint);
    second.connect(router.lastEndpoint());
    second.send("from the second");
    assertThat(next(router)).isEqualTo("twin\nfrom the second");
    router.send("twin", "answer");
    assertThat(next(second)).isEqualTo("answer");
    assertThat(first.tryReceive()).isNull();
    until("the first is gone", () -> router.stats().peers().size() == 1);
  }

  @OverAllTransports
  void anIdIsFreeWhenItsPeerIsGone(String endpoint) throws Exception {
    RouterSocket router = socket(ROUTER);
    DealerSocket first = dealer("same");
    link(router, first, endpoint);
    first.close(SOON);
    until("it is gone", () -> !router.hasPeer("same".getBytes(UTF_8)));
    DealerSocket second = dealer("same");
    join(router, second, router.lastEndpoint());
    second.send("hello");
    assertThat(next(router)).isEqualTo("same\nhello");
  }

  @Test
  void messagesForUnknownPeersAreDroppedAndCounted() throws Exception {
    RouterSocket router = socket(ROUTER);
    router.send("nobody", "hello");
    assertThat(router.trySend(Message.of("nobody", "hello", "again"))).isTrue();
    assertThat(router.stats().unroutable()).isEqualTo(2);
    assertThat(router.stats().sent()).isZero();
  }

  @Test
  void aMandatoryRouterRefusesUnknownPeers() {
    RouterSocket router = socket(ROUTER);
    router.set(Options.ROUTER_MANDATORY, true);
    assertThatExceptionOfType(HostUnreachableException.class)
        .isThrownBy(() -> router.send("nobody", "hello"))
        .withMessageContaining("6e6f626f6479")
        .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.EHOSTUNREACH));
    assertThatExceptionOfType(HostUnreachableException.class)
        .isThrownBy(() -> router.trySend(Message.of("nobody", "hello")));
    assertThat(router.stats().unroutable()).isZero();
  }

  @OverAllTransports
  void aMandatoryRouterWaitsForAFullPeer(String endpoint) throws Exception {
    RouterSocket router = narrow(socket(ROUTER), 1);
    router.set(Options.ROUTER_MANDATORY, true);
    DealerSocket dealer = narrow(dealer("Ann"), 1);
    link(router, dealer, endpoint);
    Message big = Message.wrap("Ann".getBytes(UTF_8), new byte[64 * 1024]);
    int sent = fill(router, big, 10_000);
    assertThat(router.trySend(big)).isFalse();
    Call<Object> call =
        Call.blocked(
            () -> {
              router.send(big);
              return "sent";
            });
    for (int i = 0; i <= sent; i++) {
      assertThat(dealer.tryReceive(SOON)).as("message %s of %s", i, sent).isNotNull();
    }
    assertThat(call.value()).isEqualTo("sent");
    assertThat(router.stats().dropped()).isZero();
  }

  @OverAllTransports
  void whoWaitsForAPeerThatGoesIsToldAndNobodyElse(String endpoint) throws Exception {
    RouterSocket router = narrow(socket(ROUTER), 1);
    router.set(Options.ROUTER_MANDATORY, true);
    DealerSocket ann = narrow(dealer("Ann"), 1);
    DealerSocket bob = dealer("Bob");
    link(router, ann, endpoint);
    join(router, bob, router.lastEndpoint());
    fill(router, Message.wrap("Ann".getBytes(UTF_8), new byte[64 * 1024]), 10_000);
    CompletableFuture<Void> toAnn = router.sendAsync(Message.of("Ann", "later"));
    CompletableFuture<Void> again = router.sendAsync(Message.of("Ann", "and later"));
    CompletableFuture<Void> toBob = router.sendAsync(Message.of("Bob", "hello"));
    assertThat(toAnn).isNotDone();

    ann.close(Duration.ZERO);

    assertThatExceptionOfType(ExecutionException.class)
        .isThrownBy(() -> toAnn.get(5, SECONDS))
        .withCauseInstanceOf(HostUnreachableException.class);
    assertThatExceptionOfType(ExecutionException.class)
        .isThrownBy(() -> again.get(5, SECONDS))
        .withCauseInstanceOf(HostUnreachableException.class);
    toBob.get(5, SECONDS);
    assertThat(next(bob)).isEqualTo("hello");
    router.send("Bob", "direct");
    assertThat(next(bob)).isEqualTo("direct");
  }

  @OverAllTransports
  void blockedSendersToAPeerThatGoesAreTold(String endpoint) throws Exception {
    RouterSocket router = narrow(socket(ROUTER), 1);
    router.set(Options.ROUTER_MANDATORY, true);
    DealerSocket ann = narrow(dealer("Ann"), 1);
    link(router, ann, endpoint);
    Message big = Message.wrap("Ann".getBytes(UTF_8), new byte[64 * 1024]);
    fill(router, big, 10_000);
    List<Call<Object>> calls = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      calls.add(
          Call.blocked(
              () -> {
                router.send(big);
                return "sent";
              }));
    }
    ann.close(Duration.ZERO);
    for (Call<Object> call : calls) {
      assertThat(call.failure()).isInstanceOf(HostUnreachableException.class);
    }
  }

  @Test
  void aFullPeerMissesMessagesWhichAreCounted() throws Exception {
    RouterSocket router = narrow(socket(ROUTER), 2);
    DealerSocket dealer = narrow(dealer("Ann"), 3);
    link(router, dealer, "inproc://here");
    for (int i = 0; i < 12; i++) {
      router.send("Ann", "message " + i);
    }
    assertThat(router.stats().sent()).isEqualTo(5);
    assertThat(router.stats().dropped()).isEqualTo(7);
    assertThat(router.stats().peers().get(0).dropped()).isEqualTo(7);
    assertThat(next(dealer, 5))
        .containsExactly("message 0", "message 1", "message 2", "message 3", "message 4");
    assertThat(dealer.tryReceive()).isNull();
  }

  @Test
  void aMessageNeedsMoreThanAnId() {
    RouterSocket router = socket(ROUTER);
    assertThatExceptionOfType(InvalidMessageException.class)
        .isThrownBy(() -> router.send("lonely"))
        .withMessageContaining("routing id");
    assertThatExceptionOfType(InvalidMessageException.class)
        .isThrownBy(() -> router.trySend(new byte[3]));
  }

  @OverAllTransports
  void theRouterNamesThePeerOfItsNextConnect(String endpoint) throws Exception {
    RouterSocket router = socket(ROUTER);
    DealerSocket dealer = dealer("its own name");
    router.set(Options.CONNECT_ROUTING_ID, "given".getBytes(UTF_8));
    link(dealer, router, endpoint);
    router.send("given", "hello");
    assertThat(next(dealer)).isEqualTo("hello");
    dealer.send("back");
    assertThat(next(router)).isEqualTo("given\nback");

    // A name is for one connect, and for one peer.
    assertThatExceptionOfType(InvalidOptionException.class)
        .isThrownBy(() -> router.set(Options.CONNECT_ROUTING_ID, "given".getBytes(UTF_8)))
        .withMessageContaining("CONNECT_ROUTING_ID");
    DealerSocket other = dealer("other");
    String second = endpoint.startsWith("inproc") ? "inproc://second" : endpoint;
    link(other, router, second);
    other.send("me too");
    assertThat(next(router)).isEqualTo("other\nme too");
  }

  @OverStreams
  void aPeerThatIsNamedCanBeSentToBeforeItIsThere(String endpoint) throws Exception {
    RouterSocket router = socket(ROUTER);
    DealerSocket dealer = socket(DEALER);
    String address = dealer.bind(endpoint).address();
    router.set(Options.CONNECT_ROUTING_ID, "given".getBytes(UTF_8));
    router.connect(address);
    router.send("given", "early");
    assertThat(next(dealer)).isEqualTo("early");
  }

  @OverAllTransports
  void aProbeTellsARouterOfItsPeer(String endpoint) throws Exception {
    RouterSocket router = socket(ROUTER);
    DealerSocket dealer = dealer("Ann");
    dealer.set(Options.PROBE_ROUTER, true);
    link(router, dealer, endpoint);
    Message probe = router.tryReceive(SOON);
    assertThat(probe).isEqualTo(Message.of("Ann", ""));
    router.send("Ann", "hello");
    assertThat(next(dealer)).isEqualTo("hello");
  }

  @OverAllTransports
  void routersTalkToEachOtherByName(String endpoint) throws Exception {
    RouterSocket one = socket(ROUTER);
    RouterSocket two = socket(ROUTER);
    one.set(Options.ROUTING_ID, "one".getBytes(UTF_8));
    two.set(Options.ROUTING_ID, "two".getBytes(UTF_8));
    link(one, two, endpoint);
    one.send("two", "hello");
    assertThat(next(two)).isEqualTo("one\nhello");
    two.send("one", "hello back");
    assertThat(next(one)).isEqualTo("two\nhello back");
  }

  @Test
  void aMandatoryRouterWithoutPeersIsNotWritable() {
    RouterSocket router = socket(ROUTER);
    assertThat(router.isWritable()).isTrue();
    router.set(Options.ROUTER_MANDATORY, true);
    assertThat(router.isWritable()).isFalse();
  }

  @OverAllTransports
  void emptyFramesAreFrames(String endpoint) throws Exception {
    RouterSocket router = socket(ROUTER);
    DealerSocket dealer = dealer("Ann");
    link(router, dealer, endpoint);
    dealer.send("", "", "x", "");
    assertThat(router.tryReceive(SOON)).isEqualTo(Message.of("Ann", "", "", "x", ""));
    router.send("Ann", "");
    assertThat(dealer.tryReceive(SOON)).isEqualTo(Message.of(""));
  }
}
