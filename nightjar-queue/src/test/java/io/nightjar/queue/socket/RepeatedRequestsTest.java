// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.socket;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.nightjar.Context;
import io.nightjar.PullSocket;
import io.nightjar.RouterSocket;
import io.nightjar.SocketType;
import io.nightjar.queue.Codec;
import io.nightjar.queue.LeaseExpiredException;
import io.nightjar.queue.QueueUnavailableException;
import io.nightjar.queue.Task;
import io.nightjar.queue.WorkQueue;
import io.nightjar.queue.contract.Background;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A lost answer or connection loses nothing and puts nothing twice. */
@Timeout(60)
class RepeatedRequestsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final WorkQueue<byte[]> queue =
      WorkQueue.builder("memory:", Codec.bytes()).capacity(100_000).maxAttempts(1000).open();
  private final QueueServer server = QueueServer.serve(queue, "tcp://127.0.0.1:*/jobs");

  @AfterEach
  void close() {
    server.close();
    queue.close();
  }

  @Test
  void aRepeatedRequestIsDoneOnceAndAnsweredAgain() throws Exception {
    try (RawClient client = new RawClient(server, "twice")) {
      List<String> put = client.ask("1", "put", "jobs", "0", "0", "0", "a");
      assertThat(put).containsExactly("accepted", "1");
      assertThat(client.ask("1", "put", "jobs", "0", "0", "0", "a")).isEqualTo(put);
      assertThat(queue.size()).isEqualTo(1);
      List<String> tasks = client.ask("2", "take", "jobs", "5", "0", "0");
      assertThat(tasks).startsWith("tasks").endsWith("1", "", "a");
      assertThat(client.ask("2", "take", "jobs", "5", "0", "0")).isEqualTo(tasks);
      assertThat(client.ask("3", "done", "jobs", tasks.get(1))).containsExactly("ok");
      assertThat(client.ask("3", "done", "jobs", tasks.get(1))).containsExactly("ok");
      assertThat(client.ask("4", "done", "jobs", tasks.get(1)))
          .containsExactly("expired", tasks.get(1));
      assertThat(client.ask("5", "stat", "jobs"))
          .contains("ready=0", "in-progress=0", "finished=false");
    }
  }

  @Test
  void manyTasksThatAreDoneAgainAreAnsweredAlike() throws Exception {
    queue.putAll(Collections.nCopies(1500, "a".getBytes(UTF_8)));
    try (RawClient client = new RawClient(server, "many")) {
      List<String> tasks = client.ask("1", "take", "jobs", "1500", "0", "0");
      List<String> done = new ArrayList<>(List.of("done", "jobs", "no token"));
      for (int i = 1; i < tasks.size(); i += 5) {
        done.add(tasks.get(i));
      }
      assertThat(done).hasSize(1503);
      String[] request = done.toArray(String[]::new);
      assertThat(client.ask("2", request)).containsExactly("expired", "no token");
      assertThat(client.ask("2", request)).containsExactly("expired", "no token");
      assertThat(client.ask("3", request)).containsAll(done.subList(2, 1503)).hasSize(1502);
    }
    assertThat(queue.stats().done()).isEqualTo(1500);
  }

  @Test
  void whoLostTheConnectionIsToldSo() throws Exception {
    queue.put("a".getBytes(UTF_8));
    try (Relay relay = new Relay(URI.create(server.address()).getPort());
        WorkQueue<String> taker = open(relay)) {
      Task<String> task = taker.takeTask();
      relay.hold(); // else it may be back before it is missed
      relay.cut();
      await().atMost(PATIENCE).until(() -> queue.size() == 1);
      relay.resume();
      assertThatThrownBy(task::done)
          .isInstanceOf(LeaseExpiredException.class)
          .hasMessageContaining(task.id())
          .hasMessageContaining("or the connection to the server was lost")
          .hasMessageContaining("longer lease than PT30S");
    }
  }

  @Test
  void aPeerThatIsBackBeforeItIsMissedKeepsItsTasks() throws Exception {
    queue.put("a".getBytes(UTF_8));
    RawClient second;
    String token;
    try (RawClient first = new RawClient(server, "quick")) {
      token = first.ask("1", "take", "jobs", "1", "0", "0").get(1);
      second = new RawClient(server, "quick");
      assertThat(second.ask("2", "stat", "jobs")).contains("in-progress=1");
    }
    try (second) {
      assertThat(second.ask("3", "stat", "jobs")).contains("in-progress=1");
      assertThat(second.ask("4", "done", "jobs", token)).containsExactly("ok");
    }
    assertThat(queue.size()).isZero();
  }

  @Test
  void aPeerThatComesBackIsKnown() throws Exception {
    try (RawClient client = new RawClient(server, "known")) {
      client.ask("1", "put", "jobs", "0", "0", "0", "a");
    }
    try (RawClient client = new RawClient(server, "known")) {
      assertThat(client.ask("1", "put", "jobs", "0", "0", "0", "a"))
          .containsExactly("accepted", "1");
    }
    assertThat(queue.size()).isEqualTo(1);
  }

  @Test
  void tasksOfAPeerThatIsGoneComeBackAndAreNotGivenToItAgainAsTheyWere() throws Exception {
    queue.put("a".getBytes(UTF_8));
    try (RawClient client = new RawClient(server, "gone")) {
      client.ask("1", "take", "jobs", "1", "0", "0");
    }
    await().atMost(PATIENCE).until(() -> queue.size() == 1);
    try (RawClient client = new RawClient(server, "gone")) {
      List<String> tasks = client.ask("1", "take", "jobs", "1", "0", "0");
      assertThat(tasks.get(3)).isEqualTo("2");
      assertThat(tasks.get(4)).contains("lost");
    }
  }

  @Test
  void connectionsThatAreCutAllTheTimeLoseNothingAndPutNothingTwice() throws Exception {
    int count = 400;
    List<String> values = IntStream.range(0, count).mapToObj(Integer::toString).toList();
    Queue<String> done = new ConcurrentLinkedQueue<>();
    try (Relay relay = new Relay(URI.create(server.address()).getPort());
        WorkQueue<String> putter = open(relay);
        WorkQueue<String> taker = open(relay)) {
      Background<Boolean> putting =
          Background.run(
              () -> {
                for (String value : values) {
                  putter.put(value);
                }
              });
      Background<Boolean> taking =
          Background.run(
              () -> {
                for (Task<String> task : taker.tasks()) {
                  try {
                    task.done();
                    done.add(task.value());
                  } catch (LeaseExpiredException e) {
                    // It comes again: its connection was cut.
                  }
                }
              });
      int cuts = 0;
      while (done.size() < count) {
        int before = done.size();
        await()
            .atMost(PATIENCE)
            .pollInterval(Duration.ofMillis(1))
            .until(() -> done.size() >= Math.min(count, before + 15));
        relay.cut();
        cuts++;
      }
      putting.get();
      putter.finish();
      taking.get();
      assertThat(cuts).isGreaterThan(5);
      assertThat(relay.accepted()).isGreaterThan(5);
      assertThat(done).containsExactlyInAnyOrderElementsOf(values);
      assertThat(queue.stats().put()).isEqualTo(count);
      assertThat(queue.isEmpty()).isTrue();
    }
  }

  private static WorkQueue<String> open(Relay relay) {
    return WorkQueue.open("tcp://127.0.0.1:" + relay.port() + "/jobs", Codec.text());
  }

  @Test
  void aServerThatIsClosedGivesTasksBackAsNotTakenAndLeavesTheQueueOpen() throws Exception {
    queue.put("a".getBytes(UTF_8));
    try (WorkQueue<String> taker = WorkQueue.open(server.address(), Codec.text())) {
      assertThat(taker.takeTask().attempt()).isEqualTo(1);
      server.close();
      server.close();
      Task<byte[]> task = queue.pollTask();
      assertThat(task).isNotNull();
      assertThat(task.attempt()).isEqualTo(1);
      task.done();
    }
  }

  @Test
  void aWaitGoesOnAtTheNextServer() throws Exception {
    try (WorkQueue<String> taker = WorkQueue.open(server.address(), Codec.text())) {
      Background<String> taking = Background.run(taker::take);
      taking.awaitWaiting();
      server.close();
      try (QueueServer next = QueueServer.serve(queue, server.address())) {
        queue.put("late".getBytes(UTF_8));
        assertThat(taking.get()).isEqualTo("late");
        assertThat(next.address()).isEqualTo(server.address());
      }
    }
  }

  @Test
  void anEndpointThatIsNoQueueServerIsNamed() throws Exception {
    try (Context context = Context.create();
        PullSocket pull = context.socket(SocketType.PULL);
        RouterSocket silent = context.socket(SocketType.ROUTER);
        ServerSocket web = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      List<String> places =
          List.of(
              pull.bind("tcp://127.0.0.1:*").address(),
              silent.bind("tcp://127.0.0.1:*").address(),
              "tcp://127.0.0.1:" + web.getLocalPort());
      for (String place : places) {
        assertThatThrownBy(
                () ->
                    WorkQueue.builder(place + "/jobs", Codec.text())
                        .set(SocketOptions.PATIENCE, Duration.ofMillis(500))
                        .open())
            .isInstanceOf(QueueUnavailableException.class)
            .hasMessageContaining(place + "/jobs")
            .hasMessageContaining("see whether a QueueServer runs there");
      }
    }
  }

  @Test
  void aServerThatIsNotThereIsNamed() {
    String address = server.address();
    server.close();
    assertThatThrownBy(
            () ->
                WorkQueue.builder(address, Codec.text())
                    .set(SocketOptions.PATIENCE, Duration.ofMillis(200))
                    .open())
        .isInstanceOf(QueueUnavailableException.class)
        .hasMessageContaining(address)
        .hasMessageContaining("QueueServer");
  }
}
