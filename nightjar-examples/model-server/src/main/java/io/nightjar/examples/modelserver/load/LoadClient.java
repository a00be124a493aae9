// SPDX-License-Identifier: Apache-2.0
package io.nightjar.examples.modelserver.load;

import io.nightjar.examples.modelserver.message.Answer;
import io.nightjar.examples.modelserver.model.Model;
import io.nightjar.examples.modelserver.model.Spirals.Point;
import io.nightjar.examples.modelserver.model.TrainModel;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import tools.jackson.databind.json.JsonMapper;

/** Clients over HTTP, a thread each. They know the model and check every answer. */
public final class LoadClient {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final double TOLERANCE = 1e-12;
  private static final JsonMapper MAPPER = new JsonMapper();

  /** A request, and what the model says to it. */
  @SuppressWarnings("ArrayRecordComponent") // nobody compares cases
  private record Case(HttpRequest request, double[] expected) {}

  private final HttpClient http = HttpClient.newHttpClient();
  private final List<Case> cases = new ArrayList<>();
  private final AtomicInteger asked = new AtomicInteger();

  /** Asks the server at this address. */
  public LoadClient(String address, Model model) {
    for (Point point : TrainModel.heldOut()) {
      byte[] body = MAPPER.writeValueAsBytes(Map.of("features", point.features()));
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(address + "/predict"))
              .timeout(PATIENCE)
              .POST(BodyPublishers.ofByteArray(body))
              .build();
      cases.add(new Case(request, model.predict(point.features())));
    }
  }

  /** Asks with so many clients until the pace ends and all have what they waited for. */
  public void run(int clients, Pace pace, LoadReport report) throws InterruptedException {
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < clients; i++) {
      Thread thread = new Thread(() -> askAll(pace, report), "client-" + i);
      thread.start();
      threads.add(thread);
    }
    for (Thread thread : threads) {
      thread.join();
    }
  }

  private void askAll(Pace pace, LoadReport report) {
    try {
      for (long due = pace.next(); due != Pace.END; due = pace.next()) {
        for (long early = due - System.nanoTime(); early > 0; early = due - System.nanoTime()) {
          LockSupport.parkNanos(early);
        }
        ask(cases.get(asked.getAndIncrement() % cases.size()), due, report);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void ask(Case one, long start, LoadReport report) throws InterruptedException {
    try {
      HttpResponse<byte[]> response = http.send(one.request(), BodyHandlers.ofByteArray());
      if (response.statusCode() == 200) {
        Answer answer = MAPPER.readValue(response.body(), Answer.class);
        report.answer(answer.id(), isRight(answer, one.expected()), System.nanoTime() - start);
      } else {
        report.failure("status " + response.statusCode());
      }
    } catch (IOException e) {
      report.failure(e.toString());
    }
  }

  private static boolean isRight(Answer answer, double[] expected) {
    double[] got = answer.probabilities();
    boolean right = got.length == expected.length && answer.label() == Model.best(expected);
    for (int i = 0; right && i < expected.length; i++) {
      right = Math.abs(got[i] - expected[i]) <= TOLERANCE;
    }
    return right;
  }
}
