// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.servers;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.queue.Task;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Who had which task, of workers that were killed one after the other. */
final class Deliveries {
  /** Tasks that a worker had when it was killed, and those of them that came back. */
  private record Cut(Set<String> tasks, Set<String> back) {}

  private final boolean countsCrashes;
  private final int unconfirmed;
  private final Map<String, Integer> attempts = new HashMap<>();
  private final Set<String> done = new HashSet<>();

  /** Done by workers that were killed before the queue may have known. */
  private final Set<String> unsure = new HashSet<>();

  private final List<Cut> cuts = new ArrayList<>();
  private int silent;

  /**
   * With nothing delivered yet.
   *
   * @param countsCrashes whether a delivery counts as an attempt even if the worker dies
   * @param unconfirmed how many tasks a worker is done with before the queue knows
   */
  Deliveries(boolean countsCrashes, int unconfirmed) {
    this.countsCrashes = countsCrashes;
    this.unconfirmed = unconfirmed;
  }

  /** What a {@link QueueProcess} said until it was killed. */
  void killed(List<String> said) {
    Set<String> had = new HashSet<>();
    List<String> did = new ArrayList<>();
    for (String line : said) {
      String[] words = line.split(" ", -1);
      List<String> tasks = Arrays.asList(words).subList(1, words.length);
      switch (words[0]) {
        case "has" -> tasks.forEach(task -> had.add(delivered(task)));
        case "took" -> tasks.forEach(value -> done(value, did));
        case "did" -> {
          tasks.forEach(value -> done(value, did));
          had.clear();
        }
        case "failed" -> had.clear();
        default -> {} // it was about to do something
      }
    }
    unsure.addAll(did.subList(Math.max(0, did.size() - unconfirmed), did.size()));
    if (!had.isEmpty()) {
      cuts.add(new Cut(had, new HashSet<>()));
    }
  }

  /** What was left in the end. */
  void drained(List<Task<String>> tasks) {
    for (Task<String> task : tasks) {
      delivered(task.value(), task.attempt());
      done(task.value(), new ArrayList<>());
    }
  }

  private void done(String value, List<String> did) {
    checkNotDone(value);
    done.add(value);
    did.add(value);
  }

  private String delivered(String task) {
    String[] parts = task.split("#", -1);
    delivered(parts[0], Integer.parseInt(parts[1]));
    return parts[0];
  }

  private void delivered(String value, int attempt) {
    checkNotDone(value);
    for (Cut cut : cuts) {
      if (cut.tasks.contains(value)) {
        cut.back.add(value);
      }
    }
    if (countsCrashes) {
      // Each delivery but the first follows one of a process that is dead, and that may have been
      // killed before it could say what it had.
      int before = attempts.getOrDefault(value, 0);
      assertThat(attempt).as("attempt of %s", value).isGreaterThan(before);
      silent += attempt - before - 1;
      attempts.put(value, attempt);
    }
  }

  private void checkNotDone(String value) {
    if (unsure.remove(value)) {
      done.remove(value);
    }
    assertThat(done.contains(value)).as("%s was done already", value).isFalse();
  }

  /**
   * Checks that no more came back than what somebody was killed with.
   *
   * @param batch the most that a worker has at once
   */
  void checkSilent(int kills, int batch) {
    assertThat(silent)
        .as("deliveries of which nobody said a word")
        .isLessThanOrEqualTo((kills - cuts.size()) * batch);
  }

  /**
   * The tasks of which nobody said that they are done, and that did not come back; without those
   * that somebody was killed with.
   *
   * @param atOnce how many of a batch are done in one step
   */
  Set<String> lost(Set<String> put, int atOnce) {
    Set<String> foreign = new HashSet<>(done);
    foreign.removeAll(put);
    assertThat(foreign).as("never put").isEmpty();
    Set<String> lost = new HashSet<>(put);
    lost.removeAll(done);
    for (Cut cut : cuts) {
      Set<String> ended = new HashSet<>(cut.tasks);
      ended.removeAll(cut.back);
      lost.removeAll(ended);
      KillContract.checkSteps(ended.size(), cut.tasks.size(), atOnce);
    }
    return lost;
  }
}
