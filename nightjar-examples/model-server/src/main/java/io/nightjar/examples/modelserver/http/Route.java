// SPDX-License-Identifier: Apache-2.0
package io.nightjar.examples.modelserver.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;

/** Lets through what has one path and one method, and answers everything else. */
final class Route implements HttpHandler {
  private final String method;
  private final String path;
  private final HttpHandler next;

  Route(String method, String path, HttpHandler next) {
    this.method = method;
    this.path = path;
    this.next = next;
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    if (!exchange.getRequestURI().getPath().equals(path)) {
      Responses.error(exchange, 404, "there are POST /predict, GET /stats and GET /health");
    } else if (!exchange.getRequestMethod().equals(method)) {
      exchange.getResponseHeaders().set("Allow", method);
      Responses.error(exchange, 405, "use " + method);
    } else {
      next.handle(exchange);
    }
  }
}
