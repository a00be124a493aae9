// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.socket;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.Message;
import io.nightjar.queue.Codec;
import io.nightjar.queue.Order;
import io.nightjar.queue.Task;
import io.nightjar.queue.WorkQueue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Frames that are no requests, or not good ones, get an error and harm nobody. */
class HostileFramesTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final WorkQueue<byte[]> queue =
      WorkQueue.builder("memory:", Codec.bytes()).order(Order.FIFO).maxPayload(100).open();
  private final QueueServer server = QueueServer.serve(queue, "tcp://127.0.0.1:*/jobs");
  private final RawClient client = new RawClient(server, "hostile");

  @AfterEach
  void close() {
    client.close();
    server.close();
    queue.close();
  }

  @Test
  void anotherVersionIsRefusedWithText() throws Exception {
    client.send(Message.of("nightjar-queue/9", "1", "take", "jobs", "1", "0", "0"));
    assertThat(client.receive())
        .containsExactly(
            "error",
            "version",
            "this server speaks nightjar-queue/1 and not nightjar-queue/9: update the server");
    client.send(Message.of("nightjar-queue/0", "2", "take", "jobs", "1", "0", "0"));
    assertThat(client.receive().get(2)).endsWith("update the client");
  }

  @Test
  void whatIsMissingOrOutOfRangeIsNamed() throws Exception {
    assertThat(client.ask("1", "put", "jobs", "0"))
        .containsExactly("error", "malformed", "the request put: frame 6, delay, is missing");
    assertThat(client.ask("2", "take", "jobs", "none", "0", "0").get(2))
        .isEqualTo("the request take: credit is \"none\", not 1 to 10000");
    assertThat(client.ask("3", "put", "jobs", "256", "0", "0", "x")).contains("malformed");
    assertThat(client.ask("4", "put", "jobs", "7", "0", "0", "x").get(2)).contains("PRIORITY");
    assertThat(client.ask("5", "put", "jobs", "0", "-1", "0", "x")).contains("malformed");
    assertThat(client.ask("6", "put", "jobs", "0", "0", "0", "x".repeat(101)))
        .contains("too-large");
    assertThat(client.ask("7", "dance", "jobs").get(2)).isEqualTo("there is no request \"dance\"");
    assertThat(client.ask("8", "stat", "pictures").get(2))
        .isEqualTo("there is no queue \"pictures\" here; there is \"jobs\"");
    assertThat(client.ask("9", "open", "jobs", "colour=red").get(2)).contains("colour");
    assertThat(client.ask("10", "open", "jobs", "capacity=-1")).contains("malformed");
    assertThat(client.ask("11", "open", "jobs", "capacity")).contains("malformed");
    assertThat(client.ask("12", "done", "jobs", "no such token"))
        .containsExactly("expired", "no such token");
    assertThat(client.ask("x".repeat(65), "stat", "jobs")).contains("malformed");
    aGoodClientIsServed();
  }

  @Test
  void otherSettingsAreRefused() throws Exception {
    assertThat(client.ask("1", "open", "jobs", "order=LIFO"))
        .startsWith("error", "settings")
        .element(2)
        .asString()
        .contains("order is FIFO there and LIFO was asked for");
    assertThat(client.ask("2", "open", "jobs", "order=FIFO")).startsWith("opened");
  }

  @Test
  void rubbishHarmsNobody() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    List<String> words =
        List.of(
            "", "nightjar-queue/1", "1", "take", "put", "done", "jobs", "jobs/dead", "bye", "0");
    for (int i = 0; i < 2000; i++) {
      Message message = Message.of(words.get(random.nextInt(2)));
      int frames = random.nextInt(8);
      for (int j = 0; j < frames; j++) {
        byte[] noise = new byte[random.nextInt(100)];
        random.nextBytes(noise);
        message =
            random.nextInt(4) == 0
                ? message.append(noise)
                : message.append(words.get(random.nextInt(words.size())));
      }
      client.send(message);
    }
    client.close();
    try (WorkQueue<String> good = WorkQueue.open(server.address(), Codec.text())) {
      assertThat(good.settings().maxPayload()).as("seed " + seed).isEqualTo(100);
    }
  }

  @Test
  void idsAreAnyBytes() throws Exception {
    List<byte[]> ids = List.of(bytes(0xff, 0xfe), bytes(0xc0, 0xc1), bytes(0xef, 0xbf, 0xbd));
    for (byte[] id : ids) {
      Message put = Message.of(Protocol.VERSION).append(id);
      for (String frame : List.of("put", "jobs", "0", "0", "0", "one")) {
        put = put.append(frame);
      }
      client.send(put);
      Message answer = client.receiveWhole();
      assertThat(answer.bytes(1)).isEqualTo(id);
      assertThat(answer.text(2)).isEqualTo("accepted");
    }
    assertThat(queue.size()).isEqualTo(3);
  }

  private static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }

  @Test
  void whoWaitsForWorkLeavesRoomForWhoBringsIt() throws Exception {
    List<RawClient> crowd = new ArrayList<>();
    try {
      int refused = 0;
      for (int i = 0; i < 5; i++) {
        RawClient one = new RawClient(server, "crowd " + i);
        crowd.add(one);
        for (int j = 0; j < 220; j++) {
          one.send(Message.of(Protocol.VERSION, "t" + j, "take", "jobs", "1", "30000", "0"));
        }
        // An answer shows that the server has read what came before it.
        List<String> answer = one.ask("last", "stat", "jobs");
        while (answer.contains("busy")) {
          refused++;
          answer = one.receive();
        }
      }
      assertThat(refused).isEqualTo(100);
      assertThat(client.ask("1", "put", "jobs", "0", "0", "0", "x"))
          .containsExactly("accepted", "1");
    } finally {
      crowd.forEach(RawClient::close);
    }
  }

  @Test
  void tasksOfOthersCannotBeSettled() throws Exception {
    assertThat(client.ask("1", "put", "jobs", "0", "0", "0", "mine")).contains("1");
    String token = client.ask("2", "take", "jobs", "1", "0", "0").get(1);
    try (RawClient other = new RawClient(server, "other")) {
      assertThat(other.ask("1", "done", "jobs", token)).containsExactly("expired", token);
    }
    assertThat(client.ask("3", "done", "jobs", token)).containsExactly("ok");
  }

  private void aGoodClientIsServed() throws InterruptedException {
    try (WorkQueue<String> good = WorkQueue.open(server.address(), Codec.text())) {
      good.put("good");
      Task<String> task = good.pollTask(PATIENCE);
      assertThat(task).isNotNull();
      assertThat(task.value()).isEqualTo("good");
      task.done();
    }
  }
}
