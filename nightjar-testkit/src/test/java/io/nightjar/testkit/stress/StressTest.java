// SPDX-License-Identifier: Apache-2.0
package io.nightjar.testkit.stress;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.CloseReport;
import io.nightjar.Context;
import io.nightjar.testkit.LeakCheck;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Everything at once, for a while: load on all patterns while threads are interrupted, futures
 * cancelled, sockets opened and closed, and peers killed. Every message is accounted for.
 *
 * <p>Runs for 10 s, or {@code -Dnightjar.soak=SECONDS}; {@code -Dnightjar.seed=NUMBER} takes up the
 * seed of an earlier run.
 */
@Timeout(value = 1, unit = TimeUnit.DAYS) // a soak may be long; every wait in it is bounded
final class StressTest {
  private static final int TRANSPORTS = 3;
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  @TempDir private Path folder;

  @ParameterizedTest(name = "over {0}")
  @ValueSource(strings = {"inproc", "tcp", "ipc"})
  void accountsForEveryMessage(String transport) throws Exception {
    long seed = Long.getLong("nightjar.seed", System.nanoTime());
    Duration span = Duration.ofSeconds(Long.getLong("nightjar.soak", 10)).dividedBy(TRANSPORTS);
    System.out.println("stress over " + transport + " for " + span + " with seed " + seed);
    LeakCheck leaks = LeakCheck.begin();
    Crew crew = new Crew(seed);
    Context servers = Context.builder().ioThreads(2).build();
    Context others = Context.create();
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
