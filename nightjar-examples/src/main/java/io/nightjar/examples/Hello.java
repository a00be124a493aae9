// SPDX-License-Identifier: Apache-2.0
package io.nightjar.examples;

import static io.nightjar.SocketType.REP;
import static io.nightjar.SocketType.REQ;

import io.nightjar.Context;
import io.nightjar.Message;
import io.nightjar.RepSocket;
import io.nightjar.ReqSocket;
import java.time.Duration;

public class Hello {
  public static void main(String[] args) throws InterruptedException {
    try (Context context = Context.create();
        RepSocket rep = context.socket(REP);
        ReqSocket req = context.socket(REQ)) {
      String address = rep.bind("tcp://127.0.0.1:*").address();
      rep.serve(request -> Message.of("hello " + request.text()));
      req.connect(address);
      System.out.println(req.request("world", Duration.ofSeconds(2)));
    }
  }
}
