// SPDX-License-Identifier: Apache-2.0
package io.nightjar.examples.modelserver;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.examples.modelserver.load.LoadReport;
import io.nightjar.testkit.ReferencePeers;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Two workers in Java and one in Python at each kind of queue. */
class WorkersTest {
  private static final int WORKERS = 3;
  private static final int BATCH = 4;

  /** Where the queue is. */
  enum Kind {
    MEMORY,
    FILE,
    REDIS
  }

  @TempDir private Path folder;
  private @Nullable RedisServer redis;

  @BeforeEach
  void findPython() {
    ReferencePeers.python();
  }

  @AfterEach
  void stopRedis() {
    if (redis != null) {
      redis.close();
    }
  }

  private String address(Kind kind) throws IOException {
    return switch (kind) {
      case MEMORY -> "memory:";
      case FILE -> "file:" + folder.resolve("requests.queue");
      case REDIS -> {
        redis = RedisServer.start(folder);
        yield redis.address("requests");
      }
    };
  }

  @ParameterizedTest
  @EnumSource
  void allShareTheRequestsAndEachIsAnsweredOnce(Kind kind) throws Exception {
    try (Running running = new Running("--queue", address(kind))) {
      running.until("all share", stats -> shared(stats.answers(), 30)).stop();
      assertAllAnsweredOnce(running);
    }
  }

  /** Each batch takes a while, so that whoever is killed has one. */
  @ParameterizedTest
  @EnumSource
  void workersThatAreKilledLoseNothing(Kind kind) throws Exception {
    try (Running running =
        new Running("--queue", address(kind), "--think", "20", "--batch", "" + BATCH)) {
      for (String name : new String[] {"java-1", "python-1"}) {
        long before = running.worker(name).pid();
        running.until("all have requests", stats -> stats.inProgress() > (WORKERS - 1) * BATCH);
        running.kill(name);
        running.until(name + " is back", stats -> running.worker(name).restarts() == 1);
        running.until(name + " works again", stats -> running.worker(name).ready());
        assertThat(running.worker(name).pid()).isNotEqualTo(before);
        assertThat(running.log)
            .contains(name + " (process " + before + ") was killed by signal 9: restarting");
      }
      Map<String, Long> then = running.server.stats().answers();
      running.until("all share again", stats -> shared(since(then, stats.answers()), 5)).stop();
      assertAllAnsweredOnce(running);
    }
  }

  private static boolean shared(Map<String, Long> answers, long least) {
    return answers.size() == WORKERS && answers.values().stream().allMatch(n -> n >= least);
  }

  private static Map<String, Long> since(Map<String, Long> before, Map<String, Long> now) {
    Map<String, Long> more = new HashMap<>(now);
    before.forEach((name, count) -> more.merge(name, -count, Long::sum));
    return more;
  }

  private static void assertAllAnsweredOnce(Running running) {
    LoadReport report = running.report;
    assertThat(report.failures()).isEmpty();
    assertThat(report.wrong()).isZero();
    Stats stats = running.server.stats();
    assertThat(stats.asked()).isEqualTo(report.answered());
    assertThat(stats.answered()).isEqualTo(report.answered());
    assertThat(stats.answers().values().stream().mapToLong(Long::longValue).sum())
        .isEqualTo(report.answered());
    assertThat(stats.late()).isZero();
  }
}
