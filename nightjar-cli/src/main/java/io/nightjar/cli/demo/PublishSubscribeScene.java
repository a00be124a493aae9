// SPDX-License-Identifier: Apache-2.0
package io.nightjar.cli.demo;

import io.nightjar.PubSocket;
import io.nightjar.SocketType;
import io.nightjar.cli.child.ChildProcess;
import java.util.ArrayList;
import java.util.List;

/** PUB here, two SUBs in other processes, which want different topics. */
final class PublishSubscribeScene implements Scene {
  private static final List<List<String>> UPDATES =
      List.of(
          List.of("news.sports", "2:1 after extra time"),
          List.of("news.weather", "sunny"),
          List.of("alerts", "high water at noon"),
          List.of("news.sports", "a record in the marathon"),
          List.of("news.weather", "rain by the evening"),
          List.of("alerts", "all clear"));

  @Override
  public String title() {
    return "Publish and subscribe: one publisher, two subscriber processes";
  }

  @Override
  public String play(Stage stage) throws Exception {
    try (PubSocket publisher = stage.context().socket(SocketType.PUB)) {
      String address = publisher.bind("tcp://127.0.0.1:*").address();
      ChildProcess reader = subscriber(stage, "the reader", address, "news.", expected("news."));
      ChildProcess warden = subscriber(stage, "the warden", address, "alerts", expected("alerts"));
      stage.say("reader", "process " + reader.pid() + " subscribes to 'news.'");
      stage.say("warden", "process " + warden.pid() + " subscribes to 'alerts'");
      // Both are known to be there: no sleep, and nothing published is lost.
      Stage.check(
          publisher.awaitSubscribers("news.sports", 1, Stage.PATIENCE)
              && publisher.awaitSubscribers("alerts", 1, Stage.PATIENCE),
          "the subscribers are not there in time");
      for (List<String> update : UPDATES) {
        stage.say("publisher", String.join(": ", update));
        publisher.send(update.get(0), update.get(1));
      }
      hear(stage, "reader", reader, expected("news."));
      hear(stage, "warden", warden, expected("alerts"));
    }
    return "6 updates published; 4 and 2 received, no other, in order";
  }

  private static ChildProcess subscriber(
      Stage stage, String name, String address, String topic, List<String> expected)
      throws Exception {
    return stage.nightjar(
        name, "sub", "--connect=" + address, "--subscribe=" + topic, "--count=" + expected.size());
  }

  private static List<String> expected(String topic) {
    List<String> lines = new ArrayList<>();
    for (List<String> update : UPDATES) {
      if (update.get(0).startsWith(topic)) {
        lines.add(String.join("\t", update));
      }
    }
    return lines;
  }

  private static void hear(Stage stage, String who, ChildProcess child, List<String> expected)
      throws Exception {
    for (String line : expected) {
      String heard = child.nextLine(Stage.PATIENCE);
      Stage.checkEqual(heard, line, "what the " + who + " received");
      stage.say(who, "got " + line.replace("\t", ": "));
    }
    Stage.checkEqual(child.awaitEnd(Stage.PATIENCE), 0, "the exit code of the " + who);
  }
}
