// SPDX-License-Identifier: Apache-2.0
package io.nightjar.examples.modelserver.worker;

import io.nightjar.examples.modelserver.message.Answer;
import io.nightjar.examples.modelserver.message.Question;
import io.nightjar.examples.modelserver.model.Model;
import io.nightjar.queue.QueueClosedException;
import io.nightjar.queue.Task;
import io.nightjar.queue.WorkQueue;
import io.nightjar.queue.json.JsonCodec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * A worker process: takes questions from a queue, computes, delivers the answers, and only then
 * says that the tasks are done. So a worker that is killed at any point loses nothing: what it had
 * is computed again by another, and the front end drops an answer that it has already.
 */
@Command(name = "PredictionWorker", mixinStandardHelpOptions = true)
public final class PredictionWorker implements Callable<Integer> {
  private static final Duration IDLE = Duration.ofSeconds(5);

  @Option(names = "--queue", required = true, description = "The address of the queue.")
  private String queueAddress = "";

  @Option(names = "--replies", required = true, description = "Where answers go: tcp://host:port.")
  private String replies = "";

  @Option(names = "--model", required = true, description = "The file of the model.")
  private Path modelFile = Path.of("");

  @Option(names = "--name", required = true, description = "The name of this worker.")
  private String name = "";

  @Option(names = "--batch", description = "The most questions at a time.", defaultValue = "16")
  private int batchSize;

  @Option(names = "--think", description = "Sleep so many ms for each batch.", defaultValue = "0")
  private long thinkMillis;

  @Option(names = "--parent", description = "End when this process has ended.", defaultValue = "-1")
  private long parent;

  private PredictionWorker() {}

  /** Works until it is ended. */
  public static void main(String[] args) {
    System.exit(new CommandLine(new PredictionWorker()).execute(args));
  }

  @Override
  public Integer call() throws Exception {
    endWithParent();
    Model model = Model.load(modelFile);
    try (WorkQueue<Question> queue = WorkQueue.open(queueAddress, JsonCodec.of(Question.class));
        ReplyLine line = new ReplyLine(replies, name)) {
      Runtime.getRuntime().addShutdownHook(new Thread(queue::close)); // gives back what it has
      line.deliver(List.of(), IDLE); // says hello
      while (true) {
        List<Task<Question>> batch = queue.takeTasks(batchSize, IDLE);
        if (!batch.isEmpty()) {
          work(queue, batch, model, line);
        }
      }
    } catch (QueueClosedException e) {
      return 0; // by the hook
    }
  }

  private void work(
      WorkQueue<Question> queue, List<Task<Question>> batch, Model model, ReplyLine line)
      throws InterruptedException {
    List<Task<Question>> computed = new ArrayList<>();
    List<Answer> answers = new ArrayList<>();
    for (Task<Question> task : batch) {
      try {
        answers.add(Answer.of(task.value(), model));
        computed.add(task);
      } catch (IllegalArgumentException e) {
        task.fail(e); // no question for this model
      }
    }
    Thread.sleep(thinkMillis);
    if (line.deliver(answers, queue.settings().lease())) {
      // What was too slow is computed by another one too; the front end drops the second answer.
      var unused = queue.doneAll(computed);
    } else {
      computed.forEach(Task::close); // back in the queue, for somebody who reaches the front end
    }
  }

  private void endWithParent() {
    if (parent >= 0) {
      CompletableFuture<?> end =
          ProcessHandle.of(parent)
              .map(ProcessHandle::onExit)
              .orElseGet(() -> CompletableFuture.completedFuture(null));
      CompletableFuture<?> unused = end.thenRun(() -> System.exit(1));
    }
  }
}
