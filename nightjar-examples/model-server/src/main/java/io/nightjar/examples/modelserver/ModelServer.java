// SPDX-License-Identifier: Apache-2.0
package io.nightjar.examples.modelserver;

import io.nightjar.examples.modelserver.crew.Crew;
import io.nightjar.examples.modelserver.front.DeadRequests;
import io.nightjar.examples.modelserver.front.OpenRequests;
import io.nightjar.examples.modelserver.front.ReplyDesk;
import io.nightjar.examples.modelserver.front.Tally;
import io.nightjar.examples.modelserver.http.HttpFront;
import io.nightjar.examples.modelserver.model.Model;
import io.nightjar.queue.WorkQueue;
import io.nightjar.queue.socket.QueueServer;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * The front end with all that belongs to it. A request comes by HTTP, is a task in the queue, is
 * computed by a worker process, and its answer comes back over DEALER and ROUTER.
 */
public final class ModelServer implements AutoCloseable {
  private final Closing closing;
  private final HttpFront http;
  private final Crew crew;
  private final Tally tally;
  private final Status status;
  private final OpenRequests requests;

  private ModelServer(
      Closing closing,
      HttpFront http,
      OpenRequests requests,
      Crew crew,
      Tally tally,
      Status status) {
    this.closing = closing;
    this.http = http;
    this.requests = requests;
    this.crew = crew;
    this.tally = tally;
    this.status = status;
  }

  /** Starts everything; {@code log} gets a line for each thing that people should know. */
  public static ModelServer start(Settings settings, Consumer<String> log)
      throws IOException, InterruptedException {
    Closing closing = new Closing();
    try {
      return start(settings, log, closing);
    } catch (IOException | InterruptedException | RuntimeException e) {
      closing.close();
      throw e;
    }
  }

  private static ModelServer start(Settings settings, Consumer<String> log, Closing closing)
      throws IOException, InterruptedException {
    Model model = Model.load(settings.model());
    Tally tally = new Tally();

    WorkQueue<byte[]> queue = RequestQueue.open(settings);
    closing.add(queue::close);
    QueueServer served = QueueServer.serve(queue, "tcp://127.0.0.1:*/requests");
    closing.add(served::close);
    OpenRequests requests = new OpenRequests(queue, settings.timeout(), tally, log);
    DeadRequests dead = new DeadRequests(queue, requests);
    closing.add(dead::close);
    dead.start();
    ReplyDesk desk = new ReplyDesk(requests);
    closing.add(desk::close);

    Jobs jobs = new Jobs(settings, served.address(), desk.endpoint());
    Crew crew = new Crew(jobs.all(log), log);
    closing.add(crew::close);
    desk.start(crew::hello);
    crew.start();
    Status status = new Status(tally, queue, crew);
    HttpFront http =
        new HttpFront(
            settings.port(), model.features(), requests, status::statsPage, status::healthPage);
    closing.add(http::close);
    closing.add(requests::close);
    return new ModelServer(closing, http, requests, crew, tally, status);
  }

  /** Where it serves: {@code http://127.0.0.1:8080}. */
  public String address() {
    return http.address();
  }

  /** Waits until all workers work; false: not in time. */
  public boolean awaitWorkers(Duration timeout) throws InterruptedException {
    return crew.awaitReady(timeout);
  }

  /** What happened since the start. */
  public Tally tally() {
    return tally;
  }

  /** How everything is now. */
  public Stats stats() {
    return status.stats();
  }

  /** The end is near: workers that end are not started again, which all may do now. */
  void leave() {
    crew.leave(requests::giveUp);
  }

  /** Takes no more requests, waits a while for the open ones, and ends the workers. */
  @Override
  public void close() {
    closing.close();
  }
}
