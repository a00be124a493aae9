// SPDX-License-Identifier: Apache-2.0
package io.nightjar.testkit.interop;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.nightjar.Context;
import io.nightjar.Message;
import io.nightjar.Options;
import io.nightjar.Receiver;
import io.nightjar.Sender;
import io.nightjar.Socket;
import io.nightjar.SocketType;
import io.nightjar.SubSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A socket of Nightjar. */
final class NightjarEnd implements End {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Socket socket;

  NightjarEnd(Context context, String type) {
    socket = context.socket(SocketType.named(type));
  }

  @Override
  public String type() {
    return socket.type().name();
  }

  @Override
  public void identity(String name) {
    socket.set(Options.ROUTING_ID, name.getBytes(UTF_8));
  }

  @Override
  public String bind(String endpoint) {
    return socket.bind(endpoint).address();
  }

  @Override
  public void connect(String endpoint) {
    socket.connect(endpoint);
  }

  @Override
  public void subscribe(String topic) {
    ((SubSocket) socket).subscribe(topic);
  }

  @Override
  public void unsubscribe(String topic) {
    ((SubSocket) socket).unsubscribe(topic);
  }

  @Override
  public void send(List<Part> frames) throws InterruptedException {
    byte[][] bodies = frames.stream().map(Part::bytes).toArray(byte[][]::new);
    if (!((Sender) socket).trySend(Message.wrap(bodies), PATIENCE)) {
      throw new AssertionError("Nightjar found no room to send within " + PATIENCE);
    }
  }

  @Override
  public @Nullable List<String> receive(Duration timeout) throws InterruptedException {
    Message message = ((Receiver) socket).tryReceive(timeout);
    if (message == null) {
      return null;
    }
    List<String> reports = new ArrayList<>();
    for (int i = 0; i < message.size(); i++) {
      reports.add(Part.report(message.bytes(i)));
    }
    return reports;
  }

  @Override
  public void close() {
    socket.close(Duration.ZERO);
  }
}
