// SPDX-License-Identifier: Apache-2.0
package io.nightjar.examples;

import static io.nightjar.examples.Program.Language.JAVA;
import static io.nightjar.examples.Program.Language.PYTHON;
import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.examples.Program.Language;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each pair of examples, with Java at both ends and with Python at either end. */
class ExamplesTest {
  private static final String FREE = "tcp://127.0.0.1:*";

  static Stream<Arguments> languages() {
    return Stream.of(
        Arguments.of(JAVA, JAVA), Arguments.of(JAVA, PYTHON), Arguments.of(PYTHON, JAVA));
  }

  @ParameterizedTest
  @MethodSource("languages")
  void aServerAnswersItsClient(Language serverIn, Language clientIn) throws Exception {
    try (Program server = Program.start(serverIn, "ReplyServer", FREE, 5);
        Program client = Program.start(clientIn, "RequestClient", server.address(), 5)) {
      assertThat(client.linesAtEnd())
          .containsExactly(
              "received World from Hello 0",
              "received World from Hello 1",
              "received World from Hello 2",
              "received World from Hello 3",
              "received World from Hello 4");
      assertThat(server.linesAtEnd())
          .containsExactly(
              "received Hello 0",
              "received Hello 1",
              "received Hello 2",
              "received Hello 3",
              "received Hello 4");
    }
  }

  @ParameterizedTest
  @MethodSource("languages")
  void aSubscriberGetsItsTopicsAndNoOthers(Language publisherIn, Language subscriberIn)
      throws Exception {
    try (Program publisher = Program.start(publisherIn, "Publisher", FREE, 2);
        Program subscriber =
            Program.start(subscriberIn, "Subscriber", publisher.address(), "news.", 4)) {
      assertThat(subscriber.linesAtEnd())
          .containsExactly(
              "news.sports: result 0",
              "news.weather: forecast 0",
              "news.sports: result 1",
              "news.weather: forecast 1");
      assertThat(publisher.linesAtEnd()).isEqualTo(List.of("sent 6"));
    }
  }

  @ParameterizedTest
  @MethodSource("languages")
  void aWorkerDoesAllTasksInOrder(Language pusherIn, Language workerIn) throws Exception {
    try (Program pusher = Program.start(pusherIn, "Pusher", FREE, 3);
        Program worker = Program.start(workerIn, "Worker", pusher.address(), 3)) {
      assertThat(worker.linesAtEnd()).containsExactly("did task 0", "did task 1", "did task 2");
      assertThat(pusher.linesAtEnd()).containsExactly("sent 3");
    }
  }
}
