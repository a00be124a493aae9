// SPDX-License-Identifier: Apache-2.0
package io.nightjar.examples.modelserver.http;

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import io.nightjar.examples.modelserver.front.OpenRequests;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Serves HTTP on the loopback address, with the server of the JDK and a few threads. */
public final class HttpFront implements AutoCloseable {
  private static final int THREADS = 16;
  private static final int ANSWERING_THREADS = 4;
  private static final long LAST_SECONDS = 2;

  static {
    // The server of the JDK reads these once. Without the first, answers wait for the client's TCP.
    System.setProperty("sun.net.httpserver.nodelay", "true");
    System.setProperty("jdk.httpserver.maxConnections", "4096");
  }

  private final ExecutorService asking = Executors.newFixedThreadPool(THREADS);
  private final ExecutorService answering = Executors.newFixedThreadPool(ANSWERING_THREADS);
  private final HttpServer server;

  /** Serves from now on; port 0 is a free one. */
  public HttpFront(
      int port, int features, OpenRequests requests, Supplier<Page> stats, Supplier<Page> health)
      throws IOException {
    server = bind(port);
    server.setExecutor(asking);
    HttpHandler predict = new PredictHandler(requests, new FeatureReader(features), answering);
    server.createContext("/predict", new Route("POST", "/predict", predict));
    server.createContext("/stats", new Route("GET", "/stats", show(stats)));
    // Everything else, too: what is not there is answered with 404.
    server.createContext("/", new Route("GET", "/health", show(health)));
    server.start();
  }

  private static HttpServer bind(int port) throws IOException {
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    try {
      return HttpServer.create(address, 0);
    } catch (BindException e) {
      throw new IOException(
          "cannot serve HTTP at " + address + ": " + e.getMessage() + "; use another --port", e);
    }
  }

  private static HttpHandler show(Supplier<Page> page) {
    return exchange -> {
      Page now = page.get();
      Responses.send(exchange, now.status(), now.body());
    };
  }

  /** Where it serves: {@code http://127.0.0.1:8080}. */
  public String address() {
    InetSocketAddress address = server.getAddress();
    return "http://" + address.getAddress().getHostAddress() + ":" + address.getPort();
  }

  @Override
  public void close() {
    answering.shutdown();
    try {
      answering.awaitTermination(LAST_SECONDS, TimeUnit.SECONDS); // answers on their way
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    server.stop(0);
    asking.shutdown();
  }
}
