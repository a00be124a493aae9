// SPDX-License-Identifier: Apache-2.0
package io.nightjar.examples;

import io.nightjar.Context;
import io.nightjar.PubSocket;
import io.nightjar.SocketType;
import java.time.Duration;

/** Publishes on three topics: {@code Publisher [address] [number of rounds]}. */
public final class Publisher {
  private Publisher() {}

  /** Waits for a subscriber, then publishes an update on each topic in each round. */
  public static void main(String[] args) throws InterruptedException {
    String address = args.length > 0 ? args[0] : "tcp://*:5556";
    int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 5;

    try (Context context = Context.create();
        PubSocket socket = context.socket(SocketType.PUB)) {
      System.out.println("ready " + socket.bind(address).address());
      if (!socket.awaitSubscribers(1, Duration.ofMinutes(1))) {
        System.err.println("no subscriber came within a minute");
        System.exit(1);
      }
      for (int i = 0; i < rounds; i++) {
        socket.send("news.sports", "result " + i);
        socket.send("news.weather", "forecast " + i);
        socket.send("alerts", "alert " + i);
      }
      System.out.println("sent " + 3 * rounds);
    }
  }
}
