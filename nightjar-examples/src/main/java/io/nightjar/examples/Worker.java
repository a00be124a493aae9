// SPDX-License-Identifier: Apache-2.0
package io.nightjar.examples;

import io.nightjar.Context;
import io.nightjar.PullSocket;
import io.nightjar.SocketType;

/** Takes tasks of a {@link Pusher}: {@code Worker [address] [number of tasks]}. */
public final class Worker {
  private Worker() {}

  /** Prints each task it does; without a number, for ever. */
  public static void main(String[] args) throws InterruptedException {
    String address = args.length > 0 ? args[0] : "tcp://localhost:5557";
    long count = args.length > 1 ? Long.parseLong(args[1]) : Long.MAX_VALUE;

    try (Context context = Context.create();
        PullSocket socket = context.socket(SocketType.PULL)) {
      socket.connect(address);
      for (long i = 0; i < count; i++) {
        System.out.println("did " + socket.receiveString());
      }
    }
  }
}
