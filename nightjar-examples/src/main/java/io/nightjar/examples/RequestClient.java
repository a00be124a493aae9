// SPDX-License-Identifier: Apache-2.0
package io.nightjar.examples;

import io.nightjar.Context;
import io.nightjar.ReqSocket;
import io.nightjar.SocketType;

/** Asks a {@link ReplyServer}: {@code RequestClient [address] [number of requests]}. */
public final class RequestClient {
  private RequestClient() {}

  /** Sends "Hello 0", "Hello 1", ... and prints each reply. */
  public static void main(String[] args) throws InterruptedException {
    String address = args.length > 0 ? args[0] : "tcp://localhost:5555";
    int count = args.length > 1 ? Integer.parseInt(args[1]) : 5;

    try (Context context = Context.create();
        ReqSocket socket = context.socket(SocketType.REQ)) {
      socket.connect(address);
      for (int i = 0; i < count; i++) {
        socket.send("Hello " + i);
        System.out.println("received " + socket.receiveString());
      }
    }
  }
}
