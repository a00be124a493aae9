// SPDX-License-Identifier: Apache-2.0
package io.nightjar.examples.modelserver.http;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** Sends JSON. */
final class Responses {
  private static final JsonMapper MAPPER = new JsonMapper();

  private Responses() {}

  static void send(HttpExchange exchange, int status, Object body) {
    byte[] json = MAPPER.writeValueAsBytes(body);
    try (exchange) {
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(status, json.length);
      exchange.getResponseBody().write(json);
    } catch (IOException e) {
      // The client is gone.
    }
  }

  static void error(HttpExchange exchange, int status, String text) {
    send(exchange, status, Map.of("error", text));
  }
}
