// SPDX-License-Identifier: Apache-2.0
package io.nightjar.testkit.stress;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.CloseReport;
import io.nightjar.Context;
import io.nightjar.WaitPolicy;
import io.nightjar.testkit.LeakCheck;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Everything at once, for a while: load on all patterns while threads are interrupted, futures
 * cancelled, sockets opened and closed, and peers killed, in each wait policy and with few and many
 * I/O threads. Every message is accounted for.
 *
 * <p>Runs for 18 s in all, or {@code -Dnightjar.soak=SECONDS}; {@code -Dnightjar.seed=NUMBER} takes
 * up the seed of an earlier run.
 */
@Timeout(value = 1, unit = TimeUnit.DAYS) // a soak may be long; every wait in it is bounded
final class StressTest {
  private static final List<String> TRANSPORTS = List.of("inproc", "tcp", "ipc");
  private static final List<Integer> IO_THREADS = List.of(1, 4);
  private static final int WAYS =
      TRANSPORTS.size() * WaitPolicy.values().length * IO_THREADS.size();
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  @TempDir private Path folder;

  static Stream<Arguments> everyWay() {
    return TRANSPORTS.stream()
        .flatMap(
            transport ->
                Arrays.stream(WaitPolicy.values())
                    .flatMap(
                        policy ->
                            IO_THREADS.stream()
                                .map(threads -> Arguments.of(transport, policy, threads))));
  }

  @ParameterizedTest(name = "over {0}, {1}, I/O threads: {2}")
  @MethodSource("everyWay")
  void accountsForEveryMessage(String transport, WaitPolicy policy, int ioThreads)
      throws Exception {
    long seed = Long.getLong("nightjar.seed", System.nanoTime());
    Duration span = Duration.ofSeconds(Long.getLong("nightjar.soak", 18)).dividedBy(WAYS);
    System.out.println(
        "stress over " + transport + " with " + policy + " for " + span + ", seed " + seed);
    LeakCheck leaks = LeakCheck.begin();
    Crew crew = new Crew(seed);
    Context servers = Context.builder().ioThreads(ioThreads).waitPolicy(policy).build();
    Context others = Context.builder().waitPolicy(policy).build();
    try {
      Context clients = transport.equals("inproc") ? servers : others;
      Loads loads = new Loads(transport, folder, crew, servers, clients);
      loads.pushPull();
      loads.pushToTheDying();
      loads.dealerRouter();
      loads.requests();
      loads.publish();
      loads.churn();
      crew.run(span);
      loads.drain();
      loads.awaitSettled();
      System.out.println(loads);
      expectCleanEnd(clients);
      expectCleanEnd(servers);
    } finally {
      others.close(Duration.ZERO);
      servers.close(Duration.ZERO);
    }
    leaks.expectNothingLeft();
  }

  private static void expectCleanEnd(Context context) {
    long start = System.nanoTime();
    CloseReport report = context.close(PATIENCE);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(PATIENCE.plusSeconds(5));
    assertThat(report).isNotNull();
    assertThat(Crew.chunksInUse(context)).as("chunks still in use").isZero();
  }
}
