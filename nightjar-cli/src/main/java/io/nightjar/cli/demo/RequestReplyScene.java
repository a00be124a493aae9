// SPDX-License-Identifier: Apache-2.0
package io.nightjar.cli.demo;

import io.nightjar.ReqSocket;
import io.nightjar.SocketType;
import io.nightjar.cli.child.ChildProcess;

/** REQ here, REP in another process. */
final class RequestReplyScene implements Scene {
  private static final int REQUESTS = 5;

  @Override
  public String title() {
    return "Request and reply, between two processes";
  }

  @Override
  public String play(Stage stage) throws Exception {
    ChildProcess server =
        stage.nightjar(
            "the server",
            "rep",
            "--bind=tcp://127.0.0.1:*",
            "--reply=World from {}",
            "--count=" + REQUESTS,
            "--ready");
    String address = server.awaitErrorWord("ready", Stage.PATIENCE);
    stage.say("server", "process " + server.pid() + " answers at " + address);
    try (ReqSocket client = stage.context().socket(SocketType.REQ)) {
      client.connect(address);
      for (int i = 0; i < REQUESTS; i++) {
        String question = "Hello " + i;
        String answer = client.request(question, Stage.PATIENCE);
        Stage.checkEqual(answer, "World from " + question, "the reply to " + question);
        stage.say("client", question + "  ->  " + answer);
        Stage.checkEqual(server.nextLine(Stage.PATIENCE), question, "what the server received");
      }
    }
    Stage.checkEqual(server.awaitEnd(Stage.PATIENCE), 0, "the server's exit code");
    return REQUESTS + " requests, " + REQUESTS + " replies, each the right one";
  }
}
