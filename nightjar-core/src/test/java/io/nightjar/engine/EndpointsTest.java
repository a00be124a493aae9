// SPDX-License-Identifier: Apache-2.0
package io.nightjar.engine;

import static io.nightjar.SocketType.DEALER;
import static io.nightjar.SocketType.PAIR;
import static io.nightjar.SocketType.PUB;
import static io.nightjar.SocketType.PULL;
import static io.nightjar.SocketType.PUSH;
import static io.nightjar.SocketType.REP;
import static io.nightjar.SocketType.ROUTER;
import static io.nightjar.SocketType.SUB;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.nightjar.AddressInUseException;
import io.nightjar.AddressNotAvailableException;
import io.nightjar.Binding;
import io.nightjar.Connection;
import io.nightjar.DealerSocket;
import io.nightjar.EndpointFailedException;
import io.nightjar.InterfaceNotFoundException;
import io.nightjar.InvalidEndpointException;
import io.nightjar.Message;
import io.nightjar.NightjarException;
import io.nightjar.Options;
import io.nightjar.PathTooLongException;
import io.nightjar.PubSocket;
import io.nightjar.PullSocket;
import io.nightjar.PushSocket;
import io.nightjar.RepSocket;
import io.nightjar.RouterSocket;
import io.nightjar.Socket;
import io.nightjar.SocketEvent;
import io.nightjar.SubSocket;
import io.nightjar.TimeoutException;
import io.nightjar.UnknownEndpointException;
import io.nightjar.UnknownTransportException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Binding and connecting: addresses, their faults, and the handles. */
class EndpointsTest extends EngineTest {
  // ---- what users are told ----

  @Test
  void readyTellsOfTheConnectionThatIsThereNow() throws Exception {
    PullSocket pull = socket(PULL);
    String address = pull.bind("tcp://127.0.0.1:*").address();
    PushSocket push = socket(PUSH).set(Options.RECONNECT_IVL, Duration.ofMillis(5));
    Connection connection = push.connect(address);
    assertThat(connection.ready(SOON)).isTrue();
    pull.close();
    until("it is lost", () -> connection.state() != Connection.State.READY);
    assertThat(connection.ready(Duration.ZERO)).isFalse();
    Call<Boolean> again = Call.blocked(() -> connection.ready(SOON));
    socket(PULL).bind(address);
    assertThat(again.value()).isTrue();
    connection.close();
    until("it is closed", () -> connection.state() == Connection.State.CLOSED);
    assertThat(connection.ready(SOON)).isFalse();
  }

  @OverAllTransports
  void disconnectEndsAllConnectionsToAnEndpoint(String endpoint) throws Exception {
    PushSocket push = socket(PUSH);
    PullSocket pull = socket(PULL);
    String address = push.bind(endpoint).address();
    Connection one = pull.connect(address);
    Connection two = pull.connect(address);
    assertThat(one).isNotSameAs(two);
    pull.disconnect(address);
    until("both are gone", () -> !pull.toString().contains("connected to"));
    assertThat(one.state()).isEqualTo(Connection.State.CLOSED);
    assertThat(two.state()).isEqualTo(Connection.State.CLOSED);
    assertThatExceptionOfType(UnknownEndpointException.class)
        .isThrownBy(() -> pull.disconnect(address));
  }

  @OverAllTransports
  void timeOutsNameThePeerThatDoesNotFit(String endpoint) throws Exception {
    String address = socket(PUB).bind(endpoint).address();
    PushSocket push = socket(PUSH).set(Options.SNDTIMEO, WHILE);
    Connection connection = push.connect(address);
    until("it is given up", () -> connection.state() == Connection.State.FAILED);
    assertThatExceptionOfType(TimeoutException.class)
        .isThrownBy(() -> push.send("nobody"))
        .withMessageContaining("given up: " + address)
        .withMessageContaining("PUB");
    assertThat(push.toString()).contains("(given up)");
    PullSocket pull = socket(PULL).set(Options.RCVTIMEO, WHILE);
    Connection other = pull.connect(address);
    until("it is given up", () -> other.state() == Connection.State.FAILED);
    assertThatExceptionOfType(TimeoutException.class)
        .isThrownBy(pull::receive)
        .withMessageContaining("given up: " + address);
  }

  // ---- binding ----

  @OverAllTransports
  void anAddressIsFreeAtOnceAfterUnbind(String endpoint) throws Exception {
    PullSocket first = socket(PULL);
    Binding binding = first.bind(endpoint);
    String address = binding.address();
    for (int i = 0; i < 20; i++) {
      binding.close();
      assertThat(binding.isOpen()).isFalse();
      if (!address.startsWith("ipc")) {
        binding = first.bind(address);
        assertThat(binding.address()).isEqualTo(address);
      } else {
        binding = first.bind(endpoint);
        address = binding.address();
      }
    }
    first.unbind(address);
    PullSocket second = socket(PULL);
    if (!address.startsWith("ipc")) {
      second.bind(address);
    } else {
      second.bind(endpoint);
    }
    PushSocket push = socket(PUSH);
    push.connect(second.lastEndpoint());
    push.send("message");
    assertThat(next(second)).isEqualTo("message");
  }

  @OverAllTransports
  void peersThatCameThroughABindingOutliveIt(String endpoint) throws Exception {
    PullSocket pull = socket(PULL);
    PushSocket push = socket(PUSH);
    link(pull, push, endpoint);
    pull.unbind(pull.lastEndpoint());
    push.send("message");
    assertThat(next(pull)).isEqualTo("message");
  }

  @OverAllTransports
  void aTakenAddressIsRefused(String endpoint) {
    PullSocket first = socket(PULL);
    String address = first.bind(endpoint).address();
    assertThatExceptionOfType(AddressInUseException.class)
        .isThrownBy(() -> socket(PULL).bind(address))
        .withMessageContaining(address)
        .withMessageContaining("in use");
    assertThatExceptionOfType(AddressInUseException.class).isThrownBy(() -> first.bind(address));
    assertThat(first.lastEndpoint()).isEqualTo(address);
  }

  @Test
  void wildcardsBecomeAddressesToConnectTo() throws Exception {
    PullSocket pull = socket(PULL);
    assertThat(pull.lastEndpoint()).isEmpty();
    assertThat(pull.get(Options.LAST_ENDPOINT)).isEmpty();
    for (String wild :
        new String[] {"tcp://*:*", "tcp://*:0", "tcp://127.0.0.1:*", "tcp://lo:*", "ipc://*"}) {
      Binding binding = pull.bind(wild);
      assertThat(binding.address()).as(wild).doesNotContain("*").doesNotEndWith(":0");
      assertThat(pull.lastEndpoint()).isEqualTo(binding.address());
      assertThat(pull.get(Options.LAST_ENDPOINT)).isEqualTo(binding.address());
      PushSocket push = socket(PUSH);
      join(pull, push, binding.address());
      push.send(wild);
      assertThat(next(pull)).isEqualTo(wild);
      pull.unbind(wild);
      assertThat(binding.isOpen()).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "tcp",
        "tcp:",
        "tcp://",
        "://x",
        "5555",
        "tcp:/127.0.0.1:1",
        "tcp://127.0.0.1",
        "tcp://127.0.0.1:",
        "tcp://127.0.0.1:x",
        "tcp://127.0.0.1:65536",
        "tcp://127.0.0.1:-1",
        "inproc://",
        "ipc://"
      })
  void aMalformedAddressIsRefusedByBindAndConnect(String endpoint) {
    assertThatExceptionOfType(InvalidEndpointException.class)
        .isThrownBy(() -> socket(PULL).bind(endpoint))
        .satisfies(e -> assertThat(e.getMessage()).contains(endpoint));
    assertThatExceptionOfType(InvalidEndpointException.class)
        .isThrownBy(() -> socket(PULL).connect(endpoint))
        .satisfies(e -> assertThat(e.getMessage()).contains(endpoint));
  }

  @Test
  void aWildcardCannotBeConnectedTo() {
    PushSocket push = socket(PUSH);
    for (String endpoint : new String[] {"ipc://*", "tcp://*:5555", "tcp://127.0.0.1:*"}) {
      assertThatExceptionOfType(InvalidEndpointException.class)
          .as(endpoint)
          .isThrownBy(() -> push.connect(endpoint));
    }
  }

  @Test
  void anUnknownTransportIsNamedWithTheKnownOnes() {
    assertThatExceptionOfType(UnknownTransportException.class)
        .isThrownBy(() -> socket(PULL).bind("carrier-pigeon://home"))
        .withMessageContaining("carrier-pigeon")
        .withMessageContaining("[inproc, ipc, tcp]");
    assertThatExceptionOfType(UnknownTransportException.class)
        .isThrownBy(() -> socket(PULL).connect("TCP://127.0.0.1:5555"))
        .withMessageContaining("TCP");
  }

  @Test
  void anAddressOfAnotherMachineCannotBeBound() {
    assertThatExceptionOfType(AddressNotAvailableException.class)
        .isThrownBy(() -> socket(PULL).bind("tcp://192.0.2.1:5555"))
        .withMessageContaining("192.0.2.1");
  }

  @Test
  void anInterfaceThatIsNotThereIsNamed() {
    assertThatExceptionOfType(InterfaceNotFoundException.class)
        .isThrownBy(() -> socket(PULL).bind("tcp://nowhere9:5555"))
        .withMessageContaining("nowhere9");
  }

  @Test
  void whatIsNotBoundOrConnectedCannotBeEnded() {
    PullSocket pull = socket(PULL);
    pull.bind("inproc://known");
    pull.connect("inproc://friend");
    assertThatExceptionOfType(UnknownEndpointException.class)
        .isThrownBy(() -> pull.unbind("inproc://other"))
        .withMessageContaining("inproc://other")
        .withMessageContaining("inproc://known");
    assertThatExceptionOfType(UnknownEndpointException.class)
        .isThrownBy(() -> pull.disconnect("inproc://other"))
        .withMessageContaining("inproc://other")
        .withMessageContaining("inproc://friend");
    pull.unbind("inproc://known");
    assertThatExceptionOfType(UnknownEndpointException.class)
        .isThrownBy(() -> pull.unbind("inproc://known"));
    pull.disconnect("inproc://friend");
    assertThatExceptionOfType(UnknownEndpointException.class)
        .isThrownBy(() -> pull.disconnect("inproc://friend"));
  }

  @Test
  void nothingIsNoAddress() {
    PullSocket pull = socket(PULL);
    for (ThrowingCallable call :
        List.<ThrowingCallable>of(
            () -> pull.bind(null),
            () -> pull.connect(null),
            () -> pull.unbind(null),
            () -> pull.disconnect(null))) {
      assertThatNullPointerException().isThrownBy(call).withMessage("endpoint");
    }
  }

  @Test
  void anEndpointIsListedOnceAndNoneAsNothing() {
    PullSocket pull = socket(PULL);
    assertThatExceptionOfType(UnknownEndpointException.class)
        .isThrownBy(() -> pull.disconnect("inproc://other"))
        .withMessageEndingWith("nor to any other");
    String address = pull.bind("tcp://127.0.0.1:*").address();
    assertThatExceptionOfType(UnknownEndpointException.class)
        .isThrownBy(() -> pull.unbind("inproc://other"))
        .withMessageEndingWith("only to [" + address + "]");
  }

  @Test
  void textsForPeopleSayWhatAThingIs() throws Exception {
    PullSocket pull = socket(PULL);
    assertThat(pull).hasToString("PULL socket");
    Binding tcp = pull.bind("tcp://127.0.0.1:*");
    Binding inproc = pull.bind("inproc://here");
    assertThat(tcp).hasToString("binding to " + tcp.address());
    assertThat(inproc).hasToString("binding to inproc://here");
    DealerSocket dealer = socket(DEALER);
    dealer.set(Options.ROUTING_ID, "Ann".getBytes(UTF_8));
    RouterSocket router = socket(ROUTER);
    Connection connection = link(router, dealer, "inproc://router");
    assertThat(connection).hasToString("connection to inproc://router (READY)");
    assertThat(dealer).hasToString("DEALER socket connected to [inproc://router]");
    assertThat(router.stats().peers().get(0).peer().toString()).contains("routingId=\"Ann\"");
    assertThat(pull).hasToString("PULL socket bound to [inproc://here, " + tcp.address() + "]");
    assertThat(context).hasToString("context " + prefix + " with 3 sockets");
    pull.close();
    assertThat(pull).hasToString("PULL socket (closed)");
    assertThat(tcp.toString()).endsWith("(closed)");
    assertThat(inproc.toString()).endsWith("(closed)");
  }

  // ---- ipc files ----

  @Test
  void anIpcPathThatIsTooLongIsRefused(@TempDir Path folder) {
    String endpoint = "ipc://" + folder.resolve("x".repeat(120));
    for (Throwable refused :
        new Throwable[] {
          catchThrowable(() -> socket(PULL).bind(endpoint)),
          catchThrowable(() -> socket(PULL).connect(endpoint))
        }) {
      assertThat(refused)
          .isInstanceOf(PathTooLongException.class)
          .hasMessageContaining(endpoint)
          .hasMessageContaining("107");
    }
  }

  @Test
  void aForeignFileAtAnIpcPathIsLeftAlone(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("diary"), "dear diary");
    assertThatExceptionOfType(AddressInUseException.class)
        .isThrownBy(() -> socket(PULL).bind("ipc://" + file))
        .withMessageContaining("no socket");
    assertThat(file).hasContent("dear diary");
    assertThatExceptionOfType(AddressInUseException.class)
        .isThrownBy(() -> socket(PULL).bind("ipc://" + folder));
    assertThat(folder).isDirectory();
  }

  @Test
  void theFileOfADeadSocketIsReplaced(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("socket");
    try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      dead.bind(UnixDomainSocketAddress.of(file));
    }
    assertThat(file).exists();

    PullSocket pull = socket(PULL);
    PushSocket push = socket(PUSH);
    link(pull, push, "ipc://" + file);
    push.send("message");
    assertThat(next(pull)).isEqualTo("message");
  }

  @Test
  void theFileOfALiveSocketIsRefused(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("socket");
    try (ServerSocketChannel live = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      live.bind(UnixDomainSocketAddress.of(file));
      assertThatExceptionOfType(AddressInUseException.class)
          .isThrownBy(() -> socket(PULL).bind("ipc://" + file));
      assertThat(file).exists();
    }
  }

  @Test
  void whatIsNoSocketIsLeftAloneWhateverItIs(@TempDir Path folder) throws Exception {
    Path fifo = folder.resolve("fifo");
    assertThat(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor()).isZero();
    Path nowhere = Files.createSymbolicLink(folder.resolve("nowhere"), folder.resolve("none"));
    Path dead = folder.resolve("dead");
    try (ServerSocketChannel socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      socket.bind(UnixDomainSocketAddress.of(dead));
    }
    Path toDead = Files.createSymbolicLink(folder.resolve("to the dead"), dead);
    for (Path file : List.of(fifo, nowhere, toDead)) {
      assertThatExceptionOfType(AddressInUseException.class)
          .isThrownBy(() -> socket(PULL).bind("ipc://" + file))
          .withMessageContaining("no socket")
          .withMessageContaining(file.toString());
      assertThat(Files.exists(file, LinkOption.NOFOLLOW_LINKS)).as("%s is there", file).isTrue();
    }
    assertThat(dead).exists();
  }

  @Test
  void aLiveSocketWhoseQueueIsFullIsRefusedAtOnce(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("socket");
    List<SocketChannel> queue = new ArrayList<>();
    try (ServerSocketChannel live = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      live.bind(UnixDomainSocketAddress.of(file), 1);
      assertThatExceptionOfType(SocketException.class)
          .as("the queue is full in the end")
          .isThrownBy(
              () -> {
                while (queue.size() < 100) {
                  SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
                  queue.add(channel);
                  channel.configureBlocking(false);
                  channel.connect(UnixDomainSocketAddress.of(file));
                }
              });
      assertThatExceptionOfType(AddressInUseException.class)
          .isThrownBy(() -> socket(PULL).bind("ipc://" + file));
      assertThat(file).exists();
    } finally {
      for (SocketChannel channel : queue) {
        channel.close();
      }
    }
  }

  @Test
  void anIpcFileGoesWithItsBinding(@TempDir Path folder) {
    Path file = folder.resolve("socket");
    PullSocket pull = socket(PULL);
    pull.bind("ipc://" + file);
    assertThat(file).exists();
    pull.unbind("ipc://" + file);
    assertThat(file).doesNotExist();
    pull.bind("ipc://" + file);
    assertThat(file).exists();
    pull.close();
    assertThat(file).doesNotExist();
  }

  @Test
  void theFolderOfAWildcardGoesWithItsBinding() {
    PullSocket pull = socket(PULL);
    Path file = Path.of(pull.bind("ipc://*").address().substring("ipc://".length()));
    assertThat(file).exists();
    pull.close();
    assertThat(file.getParent()).doesNotExist();
  }

  @Test
  void anIpcFolderThatIsNotThereIsNamed(@TempDir Path folder) {
    Path file = folder.resolve("none").resolve("socket");
    assertThatExceptionOfType(EndpointFailedException.class)
        .isThrownBy(() -> socket(PULL).bind("ipc://" + file))
        .withMessageContaining("folder")
        .withMessageContaining(file.toString());
  }

  // ---- connecting ----

  @OverAllTransports
  void aConnectionBecomesReadyAndIsClosed(String endpoint) throws Exception {
    PullSocket pull = socket(PULL);
    PushSocket push = socket(PUSH);
    String address = pull.bind(endpoint).address();
    Connection connection = push.connect(address);

    assertThat(connection.address()).isEqualTo(address);
    assertThat(push.lastEndpoint()).isEqualTo(address);
    assertThat(connection.ready().get(5, TimeUnit.SECONDS)).isSameAs(connection);
    assertThat(connection.ready(Duration.ZERO)).isTrue();
    assertThat(connection.state()).isEqualTo(Connection.State.READY);
    assertThat(connection.lastError()).isNull();

    connection.close();
    until("it is closed", () -> connection.state() == Connection.State.CLOSED);
    connection.close();
  }

  @OverAllTransports
  void aConnectWaitsForTheBindToCome(String endpoint, @TempDir Path folder) throws Exception {
    String address =
        switch (endpoint.substring(0, 3)) {
          case "inp" -> endpoint;
          case "tcp" -> nobodysPort();
          default -> "ipc://" + folder.resolve("socket");
        };
    PushSocket push = socket(PUSH);
    push.set(Options.RECONNECT_IVL, Duration.ofMillis(5));
    Connection connection = push.connect(address);
    assertThat(connection.ready(WHILE)).isFalse();
    push.send("early");
    if (!endpoint.startsWith("inproc")) {
      until("it waits", () -> connection.state() == Connection.State.WAITING);
      assertThat(connection.lastError()).isNotBlank();
    }

    PullSocket pull = socket(PULL);
    pull.bind(address);
    assertThat(connection.ready(SOON)).isTrue();
    assertThat(next(pull)).isEqualTo("early");
  }

  @OverStreams
  void aLostConnectionIsMadeAgainAndKeepsWhatIsQueued(String endpoint, @TempDir Path folder)
      throws Exception {
    String address =
        endpoint.startsWith("tcp") ? nobodysPort() : "ipc://" + folder.resolve("socket");
    PushSocket push = socket(PUSH);
    push.set(Options.RECONNECT_IVL, Duration.ofMillis(5));
    Connection connection = push.connect(address);
    for (int i = 0; i < 3; i++) {
      PullSocket pull = socket(PULL);
      pull.bind(address);
      push.send("message " + i);
      assertThat(next(pull)).isEqualTo("message " + i);
      pull.close(SOON);
      until("it notices", () -> connection.state() != Connection.State.READY);
      assertThat(connection.lastError()).isNotBlank();
    }
  }

  @Test
  void withoutAnIntervalAConnectionIsGivenUp() throws Exception {
    PushSocket push = socket(PUSH);
    push.set(Options.RECONNECT_IVL, Duration.ofMillis(-1));
    Connection connection = push.connect(nobodysPort());
    assertThat(connection.ready(SOON)).isFalse();
    assertThat(connection.state()).isEqualTo(Connection.State.FAILED);
    assertThat(connection.lastError()).containsIgnoringCase("refused");
    assertThatExceptionOfType(CompletionException.class)
        .isThrownBy(() -> connection.ready().join())
        .withCauseInstanceOf(EndpointFailedException.class);
  }

  @Test
  void whoMayNotConnectAfterARefusalGivesUp() throws Exception {
    PushSocket push = socket(PUSH);
    push.set(Options.RECONNECT_STOP, 1);
    Connection connection = push.connect(nobodysPort());
    assertThat(connection.ready(SOON)).isFalse();
    assertThat(connection.state()).isEqualTo(Connection.State.FAILED);
  }

  @OverAllTransports
  void typesThatDoNotGoTogetherNeverBecomeReady(String endpoint) throws Exception {
    PushSocket push = socket(PUSH);
    Connection connection = push.connect(socket(REP).bind(endpoint).address());
    until("the reason is told", () -> connection.lastError() != null);
    assertThat(connection.lastError()).contains("REP");
    assertThat(connection.ready(WHILE)).isFalse();
  }

  @Test
  void aHostThatNobodyKnowsIsAnErrorToBeTriedAgain() {
    PushSocket push = socket(PUSH);
    Connection connection = push.connect("tcp://no-such-host.invalid:5555");
    until("the reason is told", () -> connection.lastError() != null);
    assertThat(connection.lastError()).contains("no-such-host.invalid");
  }

  @Test
  void aSecondConnectToOneAddressIsASecondPipeForSomeTypesOnly() throws Exception {
    PullSocket pull = socket(PULL);
    String address = pull.bind("tcp://127.0.0.1:0").address();
    PushSocket push = socket(PUSH);
    assertThat(push.connect(address)).isNotSameAs(push.connect(address));
    assertThat(pull.awaitPeers(2, SOON)).isTrue();

    var dealer = socket(io.nightjar.SocketType.DEALER);
    String router = socket(io.nightjar.SocketType.ROUTER).bind("tcp://127.0.0.1:0").address();
    assertThat(dealer.connect(router)).isSameAs(dealer.connect(router));
  }

  @OverAllTransports
  void manySocketsBindAndConnectAtOnce(String endpoint) throws Exception {
    PullSocket pull = socket(PULL);
    String address = pull.bind(endpoint).address();
    for (int i = 0; i < 20; i++) {
      PushSocket push = socket(PUSH);
      push.connect(address);
      push.send("message");
    }
    assertThat(pull.awaitPeers(20, SOON)).isTrue();
    assertThat(next(pull, 20)).hasSize(20).containsOnly("message");
  }

  @Test
  void aSocketTalksToItselfOverInproc() throws Exception {
    var pair = socket(PAIR);
    Throwable thrown = null;
    try {
      pair.bind("inproc://self");
      pair.connect("inproc://self");
    } catch (NightjarException e) {
      thrown = e;
    }
    // Whether or not that is allowed, it neither hangs nor breaks the context.
    assertThat(thrown == null || !thrown.getMessage().isBlank()).isTrue();
  }

  @OverAllTransports
  void aConnectionThatIsGivenUpTakesNoMessages(String endpoint) throws Exception {
    PushSocket push = socket(PUSH);
    RepSocket rep = socket(REP);
    PullSocket pull = socket(PULL);
    Connection wrong = push.connect(rep.bind(endpoint).address());
    until("it is given up", () -> wrong.state() == Connection.State.FAILED);
    assertThat(push.isWritable()).isFalse();
    assertThat(push.trySend(Message.of("nobody is there"))).isFalse();

    link(pull, push, endpoint.startsWith("inproc") ? "inproc://good" : endpoint);
    for (int i = 0; i < 10; i++) {
      push.send("message " + i);
    }
    for (int i = 0; i < 10; i++) {
      assertThat(next(pull)).isEqualTo("message " + i);
    }
    assertThat(push.stats().sent()).isEqualTo(10);
    assertThat(push.stats().lost()).isZero();
  }

  @Test
  void whatWaitedForAConnectionThatIsGivenUpIsLost() throws Exception {
    PushSocket push = socket(PUSH);
    push.set(Options.RECONNECT_STOP, 1);
    push.set(Options.SNDHWM, 3);
    // The I/O thread is kept from trying the address before the queue is full.
    CountDownLatch full = new CountDownLatch(1);
    CountDownLatch held = new CountDownLatch(1);
    holdLoop(held, full);
    Connection connection = push.connect(nobodysPort());
    for (int i = 0; i < 3; i++) {
      push.send("message " + i);
    }
    assertThat(push.stats().sendQueue()).isEqualTo(3);
    CompletableFuture<Void> later = push.sendAsync(Message.of("later"));
    Call<Object> blocked =
        Call.blocked(
            () -> {
              push.send("blocked");
              return "sent";
            });
    full.countDown();
    until("it is given up", () -> connection.state() == Connection.State.FAILED);

    assertThat(push.stats().lost()).isEqualTo(3);
    assertThat(push.stats().sendQueue()).isZero();
    assertThat(push.isWritable()).isFalse();
    assertThat(blocked.isDone()).isFalse();
    assertThat(later).isNotDone();
    PullSocket pull = socket(PULL);
    link(pull, push, "tcp://127.0.0.1:0");
    assertThat(next(pull, 2)).containsExactly("later", "blocked");
    assertThat(blocked.value()).isEqualTo("sent");
  }

  @OverAllTransports
  void whatHadArrivedOverAConnectionThatIsGivenUpCanStillBeReceived(String endpoint)
      throws Exception {
    PullSocket pull = socket(PULL);
    pull.set(Options.RECONNECT_IVL, Duration.ofMillis(-1));
    PushSocket push = socket(PUSH);
    Connection connection = link(push, pull, endpoint);
    for (int i = 0; i < 5; i++) {
      push.send("message " + i);
    }
    assertThat(push.close(SOON).isClean()).isTrue();
    until("it is given up", () -> connection.state() == Connection.State.FAILED);
    for (int i = 0; i < 5; i++) {
      assertThat(next(pull)).isEqualTo("message " + i);
    }
  }

  @Test
  void aConnectionThatWasGivenUpCanBeMadeAnew() throws Exception {
    SubSocket sub = socket(SUB);
    sub.subscribe("");
    RepSocket rep = socket(REP);
    String address = rep.bind("tcp://127.0.0.1:0").address();
    Connection wrong = sub.connect(address);
    until("it is given up", () -> wrong.state() == Connection.State.FAILED);
    rep.unbind(address);
    PubSocket pub = socket(PUB);
    pub.bind(address);

    Connection right = sub.connect(address);

    assertThat(right.ready(SOON)).isTrue();
    assertThat(sub.connect(address)).isSameAs(right);
    until("the old one is closed", () -> wrong.state() == Connection.State.CLOSED);
    assertThat(pub.awaitSubscribers(1, SOON)).isTrue();
    pub.send("message");
    assertThat(next(sub)).isEqualTo("message");
  }

  /** Keeps the I/O thread busy from now until it is released. */
  private void holdLoop(CountDownLatch held, CountDownLatch release) throws Exception {
    PullSocket other = socket(PULL);
    Socket.Hook holder =
        other.onReadiness(
            () -> {
              if (Thread.currentThread().getName().contains("-io-")) {
                held.countDown();
                try {
                  assertThat(release.await(10, TimeUnit.SECONDS)).isTrue();
                } catch (InterruptedException e) {
                  throw new AssertionError(e);
                }
              }
            });
    socket(PUSH).connect(other.bind("tcp://127.0.0.1:0").address());
    assertThat(held.await(5, TimeUnit.SECONDS)).isTrue();
    holder.close();
  }

  @OverAllTransports
  void anAddressIsFreeAtOnceAfterClose(String endpoint) throws Exception {
    PullSocket first = socket(PULL);
    String address = first.bind(endpoint).address();
    join(first, socket(PUSH), address);
    first.close();
    if (!address.startsWith("ipc")) {
      assertThat(socket(PULL).bind(address).address()).isEqualTo(address);
    } else {
      assertThat(Path.of(address.substring("ipc://".length()))).doesNotExist();
    }
  }

  // ---- how a connection is made ----

  @Test
  void aPeerThatDoesNotAnswerIsGivenUpAfterTheConnectTimeout() throws Exception {
    List<SocketChannel> waiting = new ArrayList<>();
    try (ServerSocketChannel server = ServerSocketChannel.open()) {
      // Whoever comes when the queue of a listener is full gets no answer.
      server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1);
      while (connectsAtOnce(server.getLocalAddress(), waiting)) {
        assertThat(waiting).as("the queue is full at last").hasSizeLessThan(100);
      }
      PushSocket push = socket(PUSH);
      push.set(Options.CONNECT_TIMEOUT, Duration.ofMillis(20));
      push.set(Options.RECONNECT_IVL, Duration.ofMillis(1));
      List<SocketEvent> events = new CopyOnWriteArrayList<>();
      push.monitor(events::add);
      Connection connection =
          push.connect("tcp://" + server.getLocalAddress().toString().substring(1));
      until(
          "it tries again and again",
          () -> events.stream().filter(SocketEvent.ConnectRetried.class::isInstance).count() >= 2);
      assertThat(connection.lastError())
          .isEqualTo("no connection within 20 ms, see CONNECT_TIMEOUT");
      assertThat(connection.state()).isNotEqualTo(Connection.State.READY);
    } finally {
      for (SocketChannel each : waiting) {
        each.close();
      }
    }
  }

  /** Whether a listener's system answers. Keeps the channel. */
  private static boolean connectsAtOnce(SocketAddress address, List<SocketChannel> kept)
      throws Exception {
    SocketChannel channel = SocketChannel.open();
    kept.add(channel);
    channel.configureBlocking(false);
    if (channel.connect(address)) {
      return true;
    }
    try (Selector selector = Selector.open()) {
      channel.register(selector, SelectionKey.OP_CONNECT);
      return selector.select(500) > 0 && channel.finishConnect();
    }
  }

  @Test
  void aConnectionFromAFixedSourceIsMadeAgain() throws Exception {
    PullSocket pull = socket(PULL);
    String target = pull.bind("tcp://127.0.0.1:0").address();
    PushSocket push = socket(PUSH);
    push.set(Options.RECONNECT_IVL, Duration.ofMillis(5));
    String source = nobodysPort().substring("tcp://127.0.0.1:".length());
    String endpoint = "tcp://127.0.0.2:" + source + ";" + target.substring("tcp://".length());
    push.connect(endpoint);
    push.send("one");
    Message message = pull.tryReceive(SOON);
    assertThat(message).isNotNull();
    assertThat(message.property("Peer-Address")).isEqualTo("127.0.0.2:" + source);
    pull.close(SOON);
    PullSocket again = socket(PULL);
    until("its port is free", () -> binds(again, target));
    push.send("two");
    assertThat(next(again)).isEqualTo("two");
    assertThat(push.lastEndpoint()).isEqualTo(endpoint);
    push.disconnect(endpoint);
  }

  private static boolean binds(PullSocket socket, String address) {
    try {
      socket.bind(address);
      return true;
    } catch (AddressInUseException e) {
      return false;
    }
  }
}
