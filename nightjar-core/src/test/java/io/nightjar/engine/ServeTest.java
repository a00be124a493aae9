// SPDX-License-Identifier: Apache-2.0
package io.nightjar.engine;

import static io.nightjar.SocketType.PUSH;
import static io.nightjar.SocketType.REP;
import static io.nightjar.SocketType.REQ;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.nightjar.Message;
import io.nightjar.PushSocket;
import io.nightjar.RepSocket;
import io.nightjar.ReqSocket;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Handlers that fail. */
class ServeTest extends EngineTest {
  private final RepSocket rep = socket(REP);
  private final ReqSocket req = socket(REQ);

  @BeforeEach
  void connect() throws Exception {
    link(rep, req, "inproc://service");
  }

  private Map<String, RepSocket.Handler> failures() {
    PushSocket closed = socket(PUSH);
    closed.close();
    return Map.of(
        "exception",
        request -> {
          throw new IllegalStateException("as the test wants");
        },
        "error",
        request -> {
          throw new AssertionError("as the test wants");
        },
        "interrupt",
        request -> {
          throw new InterruptedException("as the test wants");
        },
        "interrupt flag",
        request -> {
          Thread.currentThread().interrupt();
          throw new IllegalStateException("as the test wants");
        },
        "another socket closed",
        request -> {
          closed.send("forwarded");
          return request;
        });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"exception", "error", "interrupt", "interrupt flag", "another socket closed"})
  void aFailureCostsTheRequestItsReplyAndNothingElse(String failure) throws Exception {
    RepSocket.Handler failing = failures().get(failure);
    assertThat(failing).isNotNull();
    rep.serve(
        request -> request.text().equals("bad") ? failing.handle(request) : request.append("ok"));
    CompletableFuture<Message> bad = req.requestAsync(Message.of("bad"));
    assertThat(req.request(Message.of("good"), SOON)).isEqualTo(Message.of("good", "ok"));
    assertThat(bad).isNotDone();
    bad.cancel(false);
  }

  @Test
  void needsAThreadAndAHandler() {
    for (int threads : new int[] {0, -1}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> rep.serve(threads, request -> request))
          .withMessage("serve needs 1 thread or more, not " + threads);
    }
    assertThatNullPointerException().isThrownBy(() -> rep.serve(null)).withMessage("handler");
  }
}
