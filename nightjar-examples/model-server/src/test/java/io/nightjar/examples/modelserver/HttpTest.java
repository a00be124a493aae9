// SPDX-License-Identifier: Apache-2.0
package io.nightjar.examples.modelserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What HTTP clients get when there is no worker. */
class HttpTest {
  private static final int CAPACITY = 2;
  private static final String GOOD = "{\"features\": [0.3, -0.2]}";

  private final HttpClient http = HttpClient.newHttpClient();
  private ModelServer server;

  @BeforeEach
  void start() throws Exception {
    server =
        ModelServer.start(
            Settings.of(
                "--port=0",
                "--workers=0",
                "--python=0",
                "--capacity=" + CAPACITY,
                "--timeout=1000"),
            line -> {});
  }

  @AfterEach
  void close() {
    server.close();
  }

  private HttpRequest.Builder at(String path) {
    return HttpRequest.newBuilder(URI.create(server.address() + path));
  }

  private HttpRequest predict(String body) {
    return at("/predict").POST(BodyPublishers.ofString(body)).build();
  }

  private HttpResponse<String> send(HttpRequest request) throws Exception {
    return http.sendAsync(request, BodyHandlers.ofString()).get(20, TimeUnit.SECONDS);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"features": [1, 2, 3]}    | the model wants 2 features and got 3
          {"features": []}           | the model wants 2 features and got 0
          {"features": [1, 1e999]}   | a feature is out of the range of numbers
          {"features": [1, null]}    | cannot read the body
          {"features": [1, "x"]}     | cannot read the body
          {"features": [1,           | cannot read the body
          {"features": [1, 2]} extra | cannot read the body
          {"things": [1, 2]}         | send {\\"features\\": [...]} with 2 numbers
          null                       | send {\\"features\\": [...]} with 2 numbers
          no JSON                    | cannot read the body
          """)
  void aBadBodyIsRefusedWithTheReason(String body, String reason) throws Exception {
    HttpResponse<String> response = send(predict(body));
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.headers().firstValue("Content-Type")).hasValue("application/json");
    assertThat(response.body()).startsWith("{\"error\":\"" + reason);
    assertThat(server.stats().asked()).isZero();
  }

  @Test
  void anEmptyBodyIsRefused() throws Exception {
    assertThat(send(predict("")).statusCode()).isEqualTo(400);
  }

  @Test
  void aBodyThatIsTooLargeIsRefused() throws Exception {
    HttpResponse<String> response = send(predict(" ".repeat(20_000) + GOOD));
    assertThat(response.statusCode()).isEqualTo(413);
    assertThat(response.body()).contains("more than 16384 bytes");
  }

  @Test
  void otherMethodsAndPathsAreRefused() throws Exception {
    HttpResponse<String> get = send(at("/predict").GET().build());
    assertThat(get.statusCode()).isEqualTo(405);
    assertThat(get.headers().firstValue("Allow")).hasValue("POST");
    assertThat(send(at("/stats").DELETE().build()).statusCode()).isEqualTo(405);
    assertThat(send(at("/nothing").GET().build()).statusCode()).isEqualTo(404);
    assertThat(send(at("/predict/more").POST(BodyPublishers.ofString(GOOD)).build()).statusCode())
        .isEqualTo(404);
  }

  @Test
  void aPortThatIsTakenIsToldWithTheRemedy() {
    int port = URI.create(server.address()).getPort();
    assertThatThrownBy(
            () ->
                ModelServer.start(
                    Settings.of("--port=" + port, "--workers=0", "--python=0"), line -> {}))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("use another --port");
  }

  @Test
  void withoutWorkersItIsNotHealthy() throws Exception {
    HttpResponse<String> health = send(at("/health").GET().build());
    assertThat(health.statusCode()).isEqualTo(503);
    assertThat(health.body()).isEqualTo("{\"workers\":0}");
  }

  @Test
  void aRequestWithoutAnAnswerTimesOutAndAFullQueueRefuses() throws Exception {
    List<CompletableFuture<HttpResponse<String>>> waiting = new ArrayList<>();
    for (int i = 0; i < CAPACITY; i++) {
      waiting.add(http.sendAsync(predict(GOOD), BodyHandlers.ofString()));
    }
    for (CompletableFuture<HttpResponse<String>> request : waiting) {
      HttpResponse<String> response = request.get(20, TimeUnit.SECONDS);
      assertThat(response.statusCode()).isEqualTo(504);
      assertThat(response.body()).contains("no worker answered in time");
    }
    HttpResponse<String> refused = send(predict(GOOD)); // the others are in the queue still
    assertThat(refused.statusCode()).isEqualTo(503);
    assertThat(refused.headers().firstValue("Retry-After")).hasValue("1");
    assertThat(refused.body()).contains("the queue is full");
    HttpResponse<String> stats = send(at("/stats").GET().build());
    assertThat(stats.statusCode()).isEqualTo(200);
    assertThat(stats.body())
        .contains("\"asked\":3", "\"timedOut\":2", "\"refused\":1", "\"ready\":2");
  }
}
