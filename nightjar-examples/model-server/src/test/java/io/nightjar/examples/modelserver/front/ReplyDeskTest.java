// SPDX-License-Identifier: Apache-2.0
package io.nightjar.examples.modelserver.front;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.Context;
import io.nightjar.DealerSocket;
import io.nightjar.Message;
import io.nightjar.SocketType;
import io.nightjar.queue.Codec;
import io.nightjar.queue.WorkQueue;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** Workers of all kinds at the desk. */
class ReplyDeskTest {
  private static final Duration LONG = Duration.ofSeconds(10);

  @Test
  void badFramesGetNoReceiptAndDisturbNobody() throws Exception {
    List<String> hellos = new CopyOnWriteArrayList<>();
    try (WorkQueue<byte[]> queue = WorkQueue.open("memory:", Codec.bytes());
        ReplyDesk desk = new ReplyDesk(new OpenRequests(queue, LONG, new Tally(), line -> {}));
        Context context = Context.create();
        DealerSocket worker = context.socket(SocketType.DEALER)) {
      desk.start(hellos::add);
      worker.connect(desk.endpoint());
      worker.send("1");
      worker.send("2", "one", "no JSON");
      worker.send("3", "one", "[{\"label\": \"no number\"}]");
      worker.send("4", "one", "null");
      worker.send("5", "one", "[null]");
      worker.send("6", "one", "[{}]");
      worker.send("7", "one", "[]", "more");
      worker.send("8", "one", "[]");
      Message receipt = worker.tryReceive(LONG);
      assertThat(receipt).isNotNull();
      assertThat(receipt.toText()).isEqualTo("8");
      assertThat(hellos).containsExactly("one");
    }
  }
}
