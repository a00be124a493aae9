// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.socket;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nightjar.Message;
import io.nightjar.queue.Codec;
import io.nightjar.queue.Task;
import io.nightjar.queue.UnsupportedQueueException;
import io.nightjar.queue.WorkQueue;
import io.nightjar.queue.contract.Background;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the server knows of a peer: requests that run, answers that were given, tasks it has. */
class ServedSessionsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final String WAIT = "30000";

  private final WorkQueue<byte[]> queue =
      WorkQueue.builder("memory:", Codec.bytes()).maxAttempts(10).open();
  private final QueueServer server = QueueServer.serve(queue, "tcp://127.0.0.1:*/jobs");

  @AfterEach
  void close() {
    server.close();
    queue.close();
  }

  private static Message take(String id) {
    return Message.of(Protocol.VERSION, id, "take", "jobs", "1", WAIT, "0");
  }

  /** Asks something else; then the server has read all that was sent before. */
  private static List<String> count(RawClient client, String id) throws InterruptedException {
    return client.ask(id, "stat", "jobs");
  }

  @Test
  void aRequestThatIsRepeatedWhileItRunsIsRunOnce() throws Exception {
    try (RawClient client = new RawClient(server, "impatient")) {
      client.send(take("1"));
      client.send(take("1"));
      assertThat(count(client, "2")).contains("ready=0");
      queue.put("a".getBytes(UTF_8));
      assertThat(client.receive()).startsWith("tasks").endsWith("a");
      queue.put("b".getBytes(UTF_8));
      assertThat(count(client, "3")).contains("ready=1", "in-progress=1");
    }
  }

  @Test
  void whatIsAskedAgainAfterALostWaitIsAskedAnew() throws Exception {
    queue.put("a".getBytes(UTF_8));
    try (RawClient client = new RawClient(server, "lost")) {
      assertThat(client.ask("1", "take", "jobs", "1", "0", "0")).startsWith("tasks");
      client.send(take("2"));
      count(client, "3");
    }
    await().atMost(PATIENCE).until(() -> queue.size() == 1);
    try (RawClient client = new RawClient(server, "lost")) {
      // What is left of the first one may answer none, and is forgotten then.
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(client.ask("2", "take", "jobs", "1", "0", "0"))
                      .startsWith("tasks")
                      .endsWith("a"));
    }
  }

  @Test
  void onePeerHasSoManyRequestsAtOnceAndNoMore() throws Exception {
    try (RawClient client = new RawClient(server, "greedy")) {
      for (int i = 0; i <= 256; i++) {
        client.send(take("take " + i));
      }
      assertThat(client.receive()).startsWith("error", "busy").hasSize(3);
    }
  }

  @Test
  void manyTakersOfOneHandleLeaveRoomForTheRest() throws Exception {
    try (WorkQueue<byte[]> client = WorkQueue.open(server.address(), Codec.bytes())) {
      List<Background<byte[]>> takers = new ArrayList<>();
      for (int i = 0; i < 300; i++) {
        takers.add(Background.run(client::take));
      }
      for (Background<byte[]> taker : takers) {
        taker.awaitWaiting();
      }
      assertThat(client.stats().ready()).isZero();
      for (int i = 0; i < 300; i++) {
        client.put(new byte[] {1});
      }
      for (Background<byte[]> taker : takers) {
        assertThat(taker.get()).containsExactly(1);
      }
      assertThat(client.awaitDone(PATIENCE)).isTrue();
    }
  }

  @Test
  void oneRequestEndsManyTasksAndNamesThoseThatWereLate() throws Exception {
    for (String payload : List.of("a", "b", "c")) {
      queue.put(payload.getBytes(UTF_8));
    }
    try (RawClient client = new RawClient(server, "batch")) {
      List<String> tasks = client.ask("1", "take", "jobs", "3", "1000", "0");
      assertThat(tasks).hasSize(1 + 3 * 5);
      String first = tasks.get(1);
      String second = tasks.get(6);
      String third = tasks.get(11);
      assertThat(client.ask("2", "done", "jobs", first)).containsExactly("ok");
      assertThat(client.ask("3", "done", "jobs", first, second, "no token", second))
          .containsExactly("expired", first, "no token");
      assertThat(count(client, "4")).contains("ready=0", "in-progress=1");
      assertThat(client.ask("5", "done", "jobs", third)).containsExactly("ok");
      assertThat(client.ask("6", "done", "jobs")).startsWith("error", "malformed");
    }
    assertThat(queue.inProgress()).isZero();
  }

  @Test
  void tasksWhoseLeaseCannotBeWhatIsAskedForAreBack() throws Exception {
    queue.putAll(List.of("a".getBytes(UTF_8), "b".getBytes(UTF_8)));
    try (QueueServer other = QueueServer.serve(withoutLeases(queue), "tcp://127.0.0.1:*/jobs");
        RawClient client = new RawClient(other, "asks for a lease")) {
      assertThat(client.ask("1", "take", "jobs", "2", "0", "1000"))
          .containsExactly("error", "unsupported", "no leases");
      assertThat(queue.size()).isEqualTo(2);
      assertThat(queue.inProgress()).isZero();
      assertThat(client.ask("2", "take", "jobs", "2", "0", "0")).startsWith("tasks");
    }
  }

  @SuppressWarnings("unchecked")
  private static WorkQueue<byte[]> withoutLeases(WorkQueue<byte[]> queue) {
    return proxy(
        WorkQueue.class,
        (method, arguments) -> {
          Object result = method.invoke(queue, arguments);
          return method.getName().equals("takeTasks")
              ? ((List<?>) result).stream().map(ServedSessionsTest::withoutLease).toList()
              : result;
        });
  }

  @SuppressWarnings("unchecked")
  private static Task<byte[]> withoutLease(Object task) {
    return proxy(
        Task.class,
        (method, arguments) -> {
          if (method.getName().equals("extend")) {
            throw new UnsupportedQueueException("no leases");
          }
          return method.invoke(task, arguments);
        });
  }

  private interface Call {
    Object run(Method method, Object[] arguments) throws Throwable;
  }

  private static <P> P proxy(Class<P> type, Call call) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> call.run(method, arguments)));
  }

  @Test
  void oneAnswerHasNoMoreThanSomeLargeTasks() throws Exception {
    try (WorkQueue<byte[]> client = WorkQueue.open(server.address(), Codec.bytes())) {
      client.putAll(Collections.nCopies(40, new byte[1 << 20]));
      int taken = 0;
      while (taken < 40) {
        List<Task<byte[]>> tasks = client.takeTasks(100, PATIENCE);
        assertThat(tasks).hasSizeBetween(1, 17);
        assertThat(client.doneAll(tasks)).isEmpty();
        taken += tasks.size();
      }
      client.putAll(Collections.nCopies(100, new byte[1]));
      assertThat(client.takeTasks(100, PATIENCE)).as("of small ones all").hasSize(100);
    }
  }

  @Test
  void theLastThousandAnswersAreKept() throws Exception {
    try (RawClient client = new RawClient(server, "busy")) {
      String[] put = {"put", "jobs", "0", "0", "0", "a"};
      assertThat(client.ask("first", put)).containsExactly("accepted", "1");
      for (int i = 1; i < 1000; i++) {
        count(client, "stat " + i);
      }
      assertThat(client.ask("first", put)).containsExactly("accepted", "1");
      assertThat(queue.size()).as("known").isEqualTo(1);
      count(client, "stat 1000");
      assertThat(client.ask("first", put)).containsExactly("accepted", "1");
      assertThat(queue.size()).as("forgotten").isEqualTo(2);
    }
  }

  @Test
  void byeGivesBackWhatThePeerHasOfThatQueueAlone() throws Exception {
    queue.putAll(List.of("bad".getBytes(UTF_8), "good".getBytes(UTF_8)));
    try (RawClient client = new RawClient(server, "leaving")) {
      String bad = client.ask("1", "take", "jobs", "1", "0", "0").get(1);
      assertThat(client.ask("2", "bury", "jobs", bad, "no")).containsExactly("ok");
      String dead = client.ask("3", "take", "jobs/dead", "1", "0", "0").get(1);
      String good = client.ask("4", "take", "jobs", "1", "0", "0").get(1);
      assertThat(client.ask("5", "bye", "jobs")).containsExactly("ok");
      assertThat(queue.size()).isEqualTo(1);
      assertThat(client.ask("6", "done", "jobs", good)).containsExactly("expired", good);
      assertThat(client.ask("7", "done", "jobs/dead", dead)).containsExactly("ok");
    }
  }

  @Test
  void aServerThatClosesAnswersThoseWhoWait() throws Exception {
    try (RawClient client = new RawClient(server, "waiting")) {
      client.send(take("1"));
      count(client, "2");
      server.close();
      assertThat(client.receive()).containsExactly("none");
    }
  }
}
