// SPDX-License-Identifier: Apache-2.0
package io.nightjar.benchmarks.scale;

import io.nightjar.benchmarks.harness.Cost;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/**
 * Measures one point: {@code experiment=NAME key=value…}. With {@code role=far} it is the other
 * side, and does what the lines of its standard input say until they end.
 */
public final class Scale {
  private Scale() {}

  /** Measures, prints and ends, whatever threads still run. */
  public static void main(String[] arguments) {
    long started = System.nanoTime();
    try {
      Point point = new Point(arguments, started);
      Experiment experiment = experiment(point.text("experiment", ""));
      if (point.text("role", "near").equals("far")) {
        obey(experiment.far(point));
      } else {
        Results results = new Results();
        experiment.measure(point, results);
        System.out.println(results.json());
      }
      System.out.flush();
      Runtime.getRuntime().halt(0);
    } catch (IOException | InterruptedException | RuntimeException e) {
      e.printStackTrace();
      Runtime.getRuntime().halt(3);
    }
  }

  private static Experiment experiment(String name) {
    return switch (name) {
      case "connections" -> new Connections();
      case "subscriptions", "topics" -> new Subscriptions();
      case "resubscribe" -> new Resubscribe();
      case "subscribers" -> new Subscribers();
      case "iothreads" -> new IoThreads();
      case "waiting", "clients" -> new Waiting();
      case "idle" -> new Idle();
      case "cold" -> new Cold();
      default -> throw new IllegalArgumentException("unknown experiment " + name);
    };
  }

  private static void obey(FarSide side) throws IOException, InterruptedException {
    BufferedReader commands =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    String command;
    while ((command = commands.readLine()) != null) {
      String answer = command.equals("gc") ? "" + Cost.usedHeap() : side.answer(command);
      System.out.println(answer);
      System.out.flush();
    }
  }
}
