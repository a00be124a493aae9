// SPDX-License-Identifier: Apache-2.0
package io.nightjar.examples;

import io.nightjar.Context;
import io.nightjar.PushSocket;
import io.nightjar.SocketType;

/** Deals out tasks: {@code Pusher [address] [number of tasks]}. */
public final class Pusher {
  private Pusher() {}

  /** Sends "task 0", "task 1", ... to the workers in turn, and ends when all are delivered. */
  public static void main(String[] args) throws InterruptedException {
    String address = args.length > 0 ? args[0] : "tcp://*:5557";
    int count = args.length > 1 ? Integer.parseInt(args[1]) : 10;

    try (Context context = Context.create();
        PushSocket socket = context.socket(SocketType.PUSH)) {
      System.out.println("ready " + socket.bind(address).address());
      for (int i = 0; i < count; i++) {
        socket.send("task " + i); // waits while there is no worker
      }
    }
    System.out.println("sent " + count); // closing the context waited for the delivery
  }
}
