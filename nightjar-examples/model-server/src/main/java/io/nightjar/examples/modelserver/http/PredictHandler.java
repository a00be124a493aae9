// SPDX-License-Identifier: Apache-2.0
package io.nightjar.examples.modelserver.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.nightjar.examples.modelserver.front.OpenRequests;
import io.nightjar.examples.modelserver.message.Answer;
import io.nightjar.queue.QueueException;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** {@code POST /predict}. No thread waits for the answer of a worker. */
final class PredictHandler implements HttpHandler {
  private static final String RETRY_SECONDS = "1";

  private final OpenRequests requests;
  private final FeatureReader reader;
  private final Executor executor;

  PredictHandler(OpenRequests requests, FeatureReader reader, Executor executor) {
    this.requests = requests;
    this.reader = reader;
    this.executor = executor;
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    try {
      ask(exchange, reader.read(exchange.getRequestBody()));
    } catch (BadRequestException e) {
      Responses.error(exchange, e.status(), String.valueOf(e.getMessage()));
    }
  }

  private void ask(HttpExchange exchange, double[] features) {
    try {
      CompletableFuture<Answer> request = requests.ask(features);
      if (request == null) {
        refuse(exchange, "the queue is full, try again later");
      } else {
        CompletableFuture<Answer> unused =
            request.whenCompleteAsync(
                (answer, failure) -> end(exchange, answer, failure), executor);
      }
    } catch (QueueException e) {
      refuse(exchange, "the queue is out of reach: " + e.getMessage());
    }
  }

  private static void refuse(HttpExchange exchange, String text) {
    exchange.getResponseHeaders().set("Retry-After", RETRY_SECONDS);
    Responses.error(exchange, 503, text);
  }

  private static void end(
      HttpExchange exchange, @Nullable Answer answer, @Nullable Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (answer != null) {
      Responses.send(exchange, 200, answer);
    } else if (cause instanceof TimeoutException) {
      Responses.error(exchange, 504, "no worker answered in time");
    } else {
      Responses.error(exchange, 500, String.valueOf(cause == null ? null : cause.getMessage()));
    }
  }
}
