// SPDX-License-Identifier: Apache-2.0
package io.nightjar.examples.modelserver.front;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.nightjar.examples.modelserver.message.Answer;
import io.nightjar.examples.modelserver.message.Question;
import io.nightjar.queue.Codec;
import io.nightjar.queue.Task;
import io.nightjar.queue.WorkQueue;
import io.nightjar.queue.json.JsonCodec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of a request, without workers. */
class OpenRequestsTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final double[] FEATURES = {1, 2};

  private final WorkQueue<byte[]> queue =
      WorkQueue.builder("memory:", Codec.bytes()).capacity(2).maxAttempts(1).open();
  private final Tally tally = new Tally();
  private final List<String> log = new ArrayList<>();

  @AfterEach
  void close() {
    queue.close();
  }

  private OpenRequests requests(Duration timeout) {
    return new OpenRequests(queue, timeout, tally, log::add);
  }

  private Question question() {
    return JsonCodec.of(Question.class).decode(queue.poll());
  }

  private static Answer answer(Question question, int label) {
    return new Answer(question.id(), label, new double[] {0.25, 0.75});
  }

  @Test
  void anAnswerThatComesAgainIsDropped() throws Exception {
    OpenRequests requests = requests(LONG);
    CompletableFuture<Answer> request = requests.ask(FEATURES);
    Question question = question();
    assertThat(question.features()).isEqualTo(FEATURES);
    requests.answer("one", answer(question, 1));
    requests.answer("other", answer(question, 0));
    assertThat(request.get(1, TimeUnit.SECONDS).label()).isEqualTo(1);
    assertThat(tally.get(Count.ANSWERED)).isEqualTo(1);
    assertThat(tally.get(Count.REPEATED)).isEqualTo(1);
    assertThat(tally.workers()).containsOnlyKeys("one").containsEntry("one", 1L);
  }

  @Test
  void anAnswerThatNobodyWaitsForIsDropped() {
    OpenRequests requests = requests(Duration.ofMillis(1));
    CompletableFuture<Answer> request = requests.ask(FEATURES);
    assertThatThrownBy(request::join).hasCauseInstanceOf(TimeoutException.class);
    requests.answer("one", answer(question(), 1));
    requests.answer("one", new Answer("of an earlier front end", 1, new double[0]));
    assertThat(tally.get(Count.TIMED_OUT)).isEqualTo(1);
    assertThat(tally.get(Count.LATE)).isEqualTo(2);
    assertThat(tally.workers()).isEmpty();
  }

  @Test
  void anotherServerOnTheQueueIsToldOnce() {
    OpenRequests requests = requests(LONG);
    OpenRequests other = requests(LONG);
    assertThat(other.ask(FEATURES)).isNotNull();
    assertThat(other.ask(FEATURES)).isNotNull();
    assertThat(log).isEmpty();
    requests.answer("one", answer(question(), 1));
    requests.fail(question().id(), "it is too heavy");
    assertThat(log)
        .singleElement()
        .asString()
        .contains("another model server uses memory:", "give one of them a queue of its own");
    assertThat(tally.get(Count.LATE)).isEqualTo(1);
  }

  @Test
  void aDeadLetterOfAnotherServerIsToldToo() {
    OpenRequests requests = requests(LONG);
    assertThat(requests(LONG).ask(FEATURES)).isNotNull();
    requests.fail(question().id(), "it is too heavy");
    assertThat(log).hasSize(1);
  }

  @Test
  void whatAnEarlierRunLeftIsNoOtherServer() {
    OpenRequests earlier = requests(LONG);
    assertThat(earlier.ask(FEATURES)).isNotNull();
    assertThat(earlier.ask(FEATURES)).isNotNull();
    long asked = System.currentTimeMillis();
    await("the next millisecond").until(() -> System.currentTimeMillis() > asked);
    OpenRequests requests = requests(LONG);
    requests.answer("one", answer(question(), 1));
    requests.fail(question().id(), "it is too heavy");
    requests.answer("one", new Answer("no-id", 1, new double[0]));
    assertThat(requests.ask(FEATURES)).isNotNull();
    Question own = question();
    requests.answer("one", answer(own, 1));
    requests.answer("other", answer(own, 1));
    assertThat(log).isEmpty();
  }

  @Test
  void whoGivesUpFailsWhatIsOpenAndTakesNoMore() {
    OpenRequests requests = requests(LONG);
    CompletableFuture<Answer> request = requests.ask(FEATURES);
    requests.giveUp();
    assertThat(request).isCompletedExceptionally();
    assertThat(requests.ask(FEATURES)).isNull();
    assertThat(tally.get(Count.FAILED)).isEqualTo(1);
  }

  @Test
  void aFullQueueRefuses() {
    OpenRequests requests = requests(LONG);
    assertThat(requests.ask(FEATURES)).isNotNull();
    assertThat(requests.ask(FEATURES)).isNotNull();
    assertThat(requests.ask(FEATURES)).isNull();
    assertThat(tally.get(Count.ASKED)).isEqualTo(3);
    assertThat(tally.get(Count.REFUSED)).isEqualTo(1);
  }

  @Test
  void aRequestThatNoWorkerCanDoFails() throws Exception {
    OpenRequests requests = requests(LONG);
    try (DeadRequests dead = new DeadRequests(queue, requests)) {
      dead.start();
      CompletableFuture<Answer> request = requests.ask(FEATURES);
      try (Task<byte[]> task = queue.takeTask()) {
        task.fail("it is too heavy");
      }
      assertThatThrownBy(() -> request.get(10, TimeUnit.SECONDS))
          .rootCause()
          .isInstanceOf(PredictionFailedException.class)
          .hasMessageContaining("it is too heavy");
      assertThat(tally.get(Count.FAILED)).isEqualTo(1);
    }
  }
}
