// SPDX-License-Identifier: Apache-2.0
package io.nightjar.examples;

import io.nightjar.Context;
import io.nightjar.Message;
import io.nightjar.SocketType;
import io.nightjar.SubSocket;

/** Takes some topics of a {@link Publisher}: {@code Subscriber [address] [topic] [number]}. */
public final class Subscriber {
  private Subscriber() {}

  /** Prints so many updates whose topic begins with this text. */
  public static void main(String[] args) throws InterruptedException {
    String address = args.length > 0 ? args[0] : "tcp://localhost:5556";
    String topic = args.length > 1 ? args[1] : "news.";
    int count = args.length > 2 ? Integer.parseInt(args[2]) : 10;

    try (Context context = Context.create();
        SubSocket socket = context.socket(SocketType.SUB)) {
      socket.subscribe(topic);
      socket.connect(address);
      for (int i = 0; i < count; i++) {
        Message update = socket.receive();
        System.out.println(update.text(0) + ": " + update.text(1));
      }
    }
  }
}
