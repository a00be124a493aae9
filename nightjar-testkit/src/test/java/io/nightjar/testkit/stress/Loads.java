// SPDX-License-Identifier: Apache-2.0
package io.nightjar.testkit.stress;

import static io.nightjar.SocketType.DEALER;
import static io.nightjar.SocketType.PUB;
import static io.nightjar.SocketType.PULL;
import static io.nightjar.SocketType.PUSH;
import static io.nightjar.SocketType.REP;
import static io.nightjar.SocketType.REQ;
import static io.nightjar.SocketType.ROUTER;
import static io.nightjar.SocketType.SUB;

import io.nightjar.ClosedException;
import io.nightjar.Context;
import io.nightjar.DealerSocket;
import io.nightjar.Message;
import io.nightjar.Options;
import io.nightjar.PubSocket;
import io.nightjar.PullSocket;
import io.nightjar.PushSocket;
import io.nightjar.Receiver;
import io.nightjar.RepSocket;
import io.nightjar.ReqSocket;
import io.nightjar.RouterSocket;
import io.nightjar.Sender;
import io.nightjar.Socket;
import io.nightjar.SubSocket;
import io.nightjar.testkit.RawPeer;
import io.nightjar.testkit.Zmtp;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * The load of a stress run over one transport: pairs that nobody disturbs and whose every message
 * is accounted for, and beside them, on the same sockets, peers that come and die.
 */
final class Loads {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int WINDOW = 100;

  private final String transport;
  private final Path folder;
  private final Crew crew;
  private final Context servers;
  private final Context clients;
  private final List<Ledger> ledgers = new ArrayList<>();
  private final List<Runnable> drains = new ArrayList<>();
  private final AtomicInteger names = new AtomicInteger();
  private final AtomicLong requests = new AtomicLong();
  private final AtomicLong killed = new AtomicLong();
  private final AtomicLong churned = new AtomicLong();

  Loads(String transport, Path folder, Crew crew, Context servers, Context clients) {
    this.transport = transport;
    this.folder = folder;
    this.crew = crew;
    this.servers = servers;
    this.clients = clients;
  }

  private boolean hasRawPeers() {
    return !transport.equals("inproc");
  }

  private String endpoint() {
    int number = names.incrementAndGet();
    return switch (transport) {
      case "tcp" -> "tcp://127.0.0.1:*";
      case "ipc" -> "ipc://" + folder.resolve(String.valueOf(number));
      default -> "inproc://stress " + number;
    };
  }

  private Ledger ledger(String name) {
    Ledger ledger = new Ledger(transport + " " + name);
    ledgers.add(ledger);
    return ledger;
  }

  void awaitSettled() {
    ledgers.forEach(Ledger::awaitSettled);
  }

  @Override
  public String toString() {
    return ledgers
        + ", "
        + requests
        + " requests, "
        + killed
        + " peers killed, "
        + churned
        + " sockets opened and closed";
  }

  // ---- PUSH and PULL ----

  void pushPull() {
    Ledger ledger = ledger("PUSH/PULL");
    PullSocket pull = servers.socket(PULL);
    pull.set(Options.RCVHWM, 50);
    String endpoint = pull.bind(endpoint()).address();
    for (int i = 0; i < 2; i++) {
      PushSocket push = clients.socket(PUSH);
      push.set(Options.SNDHWM, 50);
      push.connect(endpoint);
      sender("PUSH " + i, push, i, ledger);
    }
    receiver("PULL", pull, message -> take(ledger, message, 0));
    killer("PUSH", endpoint, (raw, random) -> sendAndDie(raw, random, new byte[0][]));
  }

  private void sender(String name, Sender socket, int id, Ledger ledger) {
    crew.worker(
        name,
        random -> {
          Numbered next = new Numbered(id, ledger.next(id));
          if (Ways.send(socket, next.message(random), random)) {
            ledger.sent(next);
          }
        });
  }

  private void receiver(String name, Receiver socket, Consumer<Message> consumer) {
    crew.worker(name, random -> Ways.receive(socket, random, consumer));
    drains.add(
        () -> {
          List<Message> rest = new ArrayList<>();
          while (socket.drainTo(rest, 1) > 0) {
            rest.forEach(consumer);
            rest.clear();
          }
        });
  }

  /** Receives what is still on its way when everybody has stopped. */
  void drain() {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!ledgers.stream().allMatch(Ledger::isSettled) && System.nanoTime() - deadline < 0) {
      drains.forEach(Runnable::run);
    }
  }

  private static void take(Ledger ledger, Message message, int first) {
    Numbered numbered = Numbered.of(message, first);
    if (numbered.sender() != Numbered.STRANGER) {
      ledger.arrived(numbered);
    }
  }

  // ---- a bound PUSH whose peers die: nothing twice, nothing late ----

  void pushToTheDying() {
    if (!hasRawPeers()) {
      return;
    }
    Ledger sentBy = new Ledger("sent");
    Ledger ledger = new Ledger(transport + " PUSH to the dying");
    PushSocket push = servers.socket(PUSH);
    push.set(Options.SNDHWM, 20);
    String endpoint = push.bind(endpoint()).address();
    PullSocket pull = clients.socket(PULL);
    pull.connect(endpoint);
    sender("PUSH to the dying", push, 7, sentBy);
    crew.worker(
        "PULL beside the dying",
        random ->
            Ways.receive(pull, random, message -> ledger.arrivedSomehow(Numbered.of(message, 0))));
    killer(
        "PULL",
        endpoint,
        (raw, random) -> {
          for (int i = random.nextInt(20); i > 0; i--) {
            raw.expectFrame();
          }
        });
  }

  // ---- DEALER and ROUTER ----

  void dealerRouter() {
    Ledger toRouter = ledger("DEALER to ROUTER");
    Ledger back = ledger("ROUTER to DEALER");
    RouterSocket router = servers.socket(ROUTER);
    String endpoint = router.bind(endpoint()).address();
    for (int i = 0; i < 2; i++) {
      int id = i;
      DealerSocket dealer = clients.socket(DEALER);
      dealer.connect(endpoint);
      crew.worker(
          "DEALER " + i + " sends",
          random -> {
            if (toRouter.next(id) - back.count(id) < WINDOW) {
              Numbered next = new Numbered(id, toRouter.next(id));
              if (Ways.send(dealer, next.message(random), random)) {
                toRouter.sent(next);
                back.sent(next);
              }
            } else {
              Crew.pause(random, 500);
            }
          });
      receiver("DEALER " + i + " receives", dealer, message -> take(back, message, 0));
    }
    receiver(
        "ROUTER",
        router,
        message -> {
          take(toRouter, message, 1);
          router.trySend(message);
        });
    killer("DEALER", endpoint, (raw, random) -> sendAndDie(raw, random, new byte[0][]));
  }

  // ---- REQ and REP ----

  void requests() {
    RepSocket rep = servers.socket(REP);
    String endpoint = rep.bind(endpoint()).address();
    RepSocket.Serving serving = rep.serve(2, request -> request.append("served"));
    if (serving == null) {
      throw new AssertionError("serve gives a handle");
    }
    ReqSocket req = clients.socket(REQ);
    req.connect(endpoint);
    for (int i = 0; i < 4; i++) {
      int id = i;
      AtomicInteger number = new AtomicInteger();
      crew.worker(
          "REQ " + i,
          random -> {
            Message question = new Numbered(id, number.incrementAndGet()).message(random);
            Message answer = ask(req, question, random);
            if (answer != null && !answer.equals(question.append("served"))) {
              throw new AssertionError("the answer to " + question + " is " + answer);
            }
            requests.incrementAndGet();
          });
    }
    killer("REQ", endpoint, (raw, random) -> sendAndDie(raw, random, new byte[][] {{}}));
  }

  private static Message ask(ReqSocket req, Message question, Random random)
      throws InterruptedException {
    if (random.nextInt(4) == 0) {
      var future = req.requestAsync(question);
      Crew.pause(random, 200);
      return future.cancel(true) ? null : future.join();
    }
    Message answer = req.request(question, PATIENCE);
    if (answer == null) {
      throw new AssertionError("no answer to " + question + " within " + PATIENCE);
    }
    return answer;
  }

  // ---- PUB and SUB, where nothing is dropped ----

  void publish() throws InterruptedException {
    PubSocket pub = servers.socket(PUB);
    pub.set(Options.XPUB_NODROP, true).set(Options.SNDHWM, 50);
    String endpoint = pub.bind(endpoint()).address();
    List<Ledger> subscribers = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      Ledger ledger = ledger("PUB to SUB " + i);
      subscribers.add(ledger);
      SubSocket sub = clients.socket(SUB);
      sub.set(Options.RCVHWM, 50);
      sub.subscribe("");
      sub.connect(endpoint);
      receiver("SUB " + i, sub, message -> take(ledger, message, 0));
    }
    if (!pub.awaitSubscribers(2, PATIENCE)) {
      throw new AssertionError("no two subscribers within " + PATIENCE);
    }
    Ledger first = subscribers.get(0);
    crew.worker(
        "PUB",
        random -> {
          Numbered next = new Numbered(0, first.next(0));
          if (Ways.send(pub, next.message(random), random)) {
            subscribers.forEach(ledger -> ledger.sent(next));
          }
        });
    killer(
        "SUB",
        endpoint,
        (raw, random) -> {
          raw.sendCommand("SUBSCRIBE", new byte[0]);
          for (int i = random.nextInt(10); i > 0; i--) {
            raw.expectFrame();
          }
        });
  }

  // ---- those who come and die ----

  /** The short life of a raw peer after its handshake. */
  private interface Life {
    void live(RawPeer raw, Random random);
  }

  private void killer(String type, String endpoint, Life life) {
    if (!hasRawPeers()) {
      return;
    }
    crew.helper(
        "killer of " + type,
        random -> {
          try (RawPeer raw = RawPeer.connect(endpoint)) {
            raw.patience(Duration.ofSeconds(1));
            if (random.nextInt(4) > 0) {
              raw.handshake(type, random.nextInt(2));
              try {
                life.live(raw, random);
              } catch (AssertionError late) {
                // Others may have got all the messages.
              }
            }
            if (random.nextBoolean()) {
              raw.reset();
            }
          } catch (UncheckedIOException e) {
            if (!crew.isOver()) {
              throw e;
            }
          }
          killed.incrementAndGet();
          Crew.pause(random, 3000);
        });
  }

  private static void sendAndDie(RawPeer raw, Random random, byte[][] envelope) {
    int count = random.nextInt(10);
    for (int i = 0; i < count; i++) {
      Message message = new Numbered(Numbered.STRANGER, i).message(random);
      byte[][] frames = Arrays.copyOf(envelope, envelope.length + message.size());
      for (int j = 0; j < message.size(); j++) {
        frames[envelope.length + j] = message.bytes(j);
      }
      byte[] bytes = Zmtp.message(frames);
      boolean whole = i < count - 1 || random.nextBoolean();
      raw.send(whole ? bytes : Arrays.copyOf(bytes, random.nextInt(bytes.length)));
    }
  }

  /** Sockets of the same contexts that bind, connect, say a word and close in any order. */
  void churn() {
    crew.worker(
        "churn",
        random -> {
          List<Socket> open = new ArrayList<>();
          try {
            PullSocket pull = servers.socket(PULL);
            open.add(pull);
            PushSocket push = clients.socket(PUSH);
            open.add(push);
            push.set(Options.LINGER, Duration.ZERO);
            String endpoint = pull.bind(endpoint()).address();
            push.connect(endpoint);
            if (random.nextBoolean()) {
              push.connect(transport.equals("tcp") ? "tcp://127.0.0.1:1" : endpoint());
            }
            if (random.nextBoolean()) {
              push.trySend(Message.of("word"));
              pull.tryReceive(Duration.ofMillis(random.nextInt(3)));
            }
            if (random.nextInt(4) == 0) {
              push.disconnect(endpoint);
              pull.unbind(endpoint);
            }
          } catch (ClosedException e) {
            throw new AssertionError("nobody closes these sockets", e);
          } finally {
            Collections.shuffle(open, random);
            for (Socket socket : open) {
              socket.close();
              churned.incrementAndGet();
            }
          }
          Crew.pause(random, 2000);
        });
  }
}
