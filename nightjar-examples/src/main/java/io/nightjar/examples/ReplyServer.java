// SPDX-License-Identifier: Apache-2.0
package io.nightjar.examples;

import io.nightjar.Context;
import io.nightjar.RepSocket;
import io.nightjar.SocketType;

/** Answers requests: {@code ReplyServer [address] [number of requests]}. */
public final class ReplyServer {
  private ReplyServer() {}

  /** Answers "Hello 0" by "World from Hello 0"; without a number, for ever. */
  public static void main(String[] args) throws InterruptedException {
    String address = args.length > 0 ? args[0] : "tcp://*:5555";
    long count = args.length > 1 ? Long.parseLong(args[1]) : Long.MAX_VALUE;

    try (Context context = Context.create();
        RepSocket socket = context.socket(SocketType.REP)) {
      System.out.println("ready " + socket.bind(address).address());
      for (long i = 0; i < count; i++) {
        String request = socket.receiveString();
        System.out.println("received " + request);
        socket.send("World from " + request);
      }
    }
  }
}
