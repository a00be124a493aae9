// SPDX-License-Identifier: Apache-2.0
package io.nightjar.cli.demo;

import io.nightjar.PullSocket;
import io.nightjar.ReqSocket;
import io.nightjar.SocketType;
import io.nightjar.cli.child.ChildProcess;
import io.nightjar.cli.child.Python;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Java asks Python, and Python deals out tasks to Java. */
final class PythonScene implements Scene {
  private static final int COUNT = 3;
  private static final String PROGRAM =
      """
      import sys, zmq

      context = zmq.Context()
      server = context.socket(zmq.REP)
      port = server.bind_to_random_port("tcp://127.0.0.1")
      print("ready tcp://127.0.0.1:%d" % port, flush=True)
      for _ in range(int(sys.argv[2])):
          server.send_string("World from " + server.recv_string())

      pusher = context.socket(zmq.PUSH)
      pusher.connect(sys.argv[1])
      for i in range(int(sys.argv[2])):
          pusher.send_string("task %d" % i)
      pusher.close()
      server.close()
      context.term()
      """;

  private @Nullable Python python;

  @Override
  public String title() {
    return "Two languages: Java asks Python, Python deals out tasks to Java";
  }

  @Override
  public @Nullable String obstacle() throws InterruptedException {
    python = Python.find();
    return python == null ? "no Python with pyzmq here; " + Python.REMEDY : null;
  }

  @Override
  public String play(Stage stage) throws Exception {
    Python found = Objects.requireNonNull(python, "obstacle() comes first");
    try (PullSocket pull = stage.context().socket(SocketType.PULL);
        ReqSocket req = stage.context().socket(SocketType.REQ)) {
      String results = pull.bind("tcp://127.0.0.1:*").address();
      ChildProcess child =
          stage.keep(found.run("Python", PROGRAM, results, Integer.toString(COUNT)));
      String address = child.awaitWord("ready", Stage.PATIENCE);
      stage.say("Python", found.version() + ", process " + child.pid());
      req.connect(address);
      for (int i = 0; i < COUNT; i++) {
        String question = "Hello " + i;
        String answer = req.request(question, Stage.PATIENCE);
        Stage.checkEqual(answer, "World from " + question, "Python's reply");
        stage.say("Java", question + "  ->  " + answer);
      }
      for (int i = 0; i < COUNT; i++) {
        var task = pull.tryReceive(Stage.PATIENCE);
        Stage.checkEqual(task == null ? null : task.text(), "task " + i, "what Python sent");
        stage.say("Java", "got task " + i + " from Python");
      }
      Stage.checkEqual(child.awaitEnd(Stage.PATIENCE), 0, "Python's exit code");
    }
    return COUNT + " requests answered by Python, " + COUNT + " tasks taken by Java";
  }
}
