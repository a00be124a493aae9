// SPDX-License-Identifier: Apache-2.0
package io.nightjar.cli.demo;

import io.nightjar.DealerSocket;
import io.nightjar.Message;
import io.nightjar.Proxy;
import io.nightjar.RepSocket;
import io.nightjar.ReqSocket;
import io.nightjar.RouterSocket;
import io.nightjar.SocketType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Future;

/** Clients and workers that know only a proxy: ROUTER in front, DEALER behind. */
final class RouterDealerScene implements Scene {
  private static final int CLIENTS = 3;
  private static final int WORKERS = 2;
  private static final int REQUESTS = 4;

  private final Map<String, Integer> shares = new ConcurrentSkipListMap<>();

  @Override
  public String title() {
    return "Router and dealer: " + CLIENTS + " clients, " + WORKERS + " workers, a proxy between";
  }

  @Override
  public String play(Stage stage) throws Exception {
    try (RouterSocket front = stage.context().socket(SocketType.ROUTER);
        DealerSocket back = stage.context().socket(SocketType.DEALER)) {
      String forClients = front.bind("tcp://127.0.0.1:*").address();
      String forWorkers = back.bind("tcp://127.0.0.1:*").address();
      for (int i = 1; i <= WORKERS; i++) {
        startWorker(stage, "worker " + i, forWorkers);
      }
      int answered = 0;
      Proxy proxy = Proxy.start(front, back);
      try (proxy) {
        List<Future<Integer>> clients = new ArrayList<>();
        for (int i = 1; i <= CLIENTS; i++) {
          String name = "client " + i;
          clients.add(stage.run(() -> ask(stage, name, forClients)));
        }
        for (Future<Integer> client : clients) {
          answered += Stage.result(client);
        }
        Stage.checkEqual(answered, CLIENTS * REQUESTS, "requests answered");
      }
      // What went through a moment ago is counted when the proxy has ended.
      Stage.checkEqual(proxy.forwarded(), (long) answered, "requests through the proxy");
    }
    int handled = shares.values().stream().mapToInt(Integer::intValue).sum();
    Stage.checkEqual(handled, CLIENTS * REQUESTS, "requests handled");
    Stage.checkEqual(shares.size(), WORKERS, "workers that did something");
    return handled + " requests, each reply to its own client; shares " + shares;
  }

  /** It ends with the context. */
  private void startWorker(Stage stage, String name, String address) throws InterruptedException {
    RepSocket socket = stage.context().socket(SocketType.REP);
    socket.serve(request -> answer(stage, name, request));
    Stage.check(socket.connect(address).ready(Stage.PATIENCE), name + " is not there in time");
  }

  private Message answer(Stage stage, String name, Message request) {
    shares.merge(name, 1, Integer::sum);
    stage.say(name, "answers " + request.text());
    return Message.of(request.text() + " by " + name);
  }

  private static int ask(Stage stage, String name, String address) throws InterruptedException {
    int answered = 0;
    try (ReqSocket socket = stage.context().socket(SocketType.REQ)) {
      socket.connect(address);
      for (int i = 1; i <= REQUESTS; i++) {
        String question = "question " + i + " of " + name;
        String answer = socket.request(question, Stage.PATIENCE);
        Stage.check(
            answer != null && answer.startsWith(question + " by "),
            name + " asked '" + question + "' and got '" + answer + "'");
        answered++;
      }
    }
    return answered;
  }
}
