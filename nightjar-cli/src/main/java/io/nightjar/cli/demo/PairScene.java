// SPDX-License-Identifier: Apache-2.0
package io.nightjar.cli.demo;

import io.nightjar.PairSocket;
import io.nightjar.SocketType;
import java.util.concurrent.Future;

/** Two threads of one process, each with an end of a pair. */
final class PairScene implements Scene {
  private static final int ROUNDS = 3;

  @Override
  public String title() {
    return "A pair: two threads of this process, over inproc";
  }

  @Override
  public String play(Stage stage) throws Exception {
    try (PairSocket here = stage.context().socket(SocketType.PAIR);
        PairSocket there = stage.context().socket(SocketType.PAIR)) {
      here.bind("inproc://pair");
      there.connect("inproc://pair");
      Future<Integer> helper = stage.run(() -> help(stage, there));
      for (int step = 1; step <= ROUNDS; step++) {
        here.send("step " + step);
        String answer = here.receiveString();
        stage.say("main", answer);
        Stage.checkEqual(answer, "step " + step + " done", "the helper's answer");
      }
      Stage.checkEqual(Stage.result(helper), ROUNDS, "steps of the helper");
    }
    return ROUNDS + " steps there, " + ROUNDS + " answers back";
  }

  private static int help(Stage stage, PairSocket socket) throws InterruptedException {
    int steps = 0;
    while (steps < ROUNDS) {
      String order = socket.receiveString();
      stage.say("helper", order);
      socket.send(order + " done");
      steps++;
    }
    return steps;
  }
}
