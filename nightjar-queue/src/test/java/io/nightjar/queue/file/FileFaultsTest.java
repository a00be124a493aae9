// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nightjar.queue.Codec;
import io.nightjar.queue.QueueDamagedException;
import io.nightjar.queue.QueueUnavailableException;
import io.nightjar.queue.Task;
import io.nightjar.queue.WorkQueue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that are no queue, are damaged, or cannot be written. */
class FileFaultsTest {
  @TempDir Path folder;

  private Path path() {
    return folder.resolve("jobs.queue");
  }

  private static WorkQueue<String> open(Path path) {
    return WorkQueue.open("file:" + path, Codec.text());
  }

  private static void fill(Path path, int count) throws InterruptedException {
    try (WorkQueue<String> queue = open(path)) {
      queue.putAll(IntStream.range(0, count).mapToObj(i -> "task number " + i).toList());
    }
  }

  // ---- paths ----

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mit Leerzeichen.queue",
        "Gr\u00fc\u00dfe \u2013 \u65e5\u672c.queue",
        "a?b=c.queue",
        "100%25#1.queue",
        "it's \"here\"; [x].queue"
      })
  void everyNameOfAFileIsTakenAsItIs(String name) throws Exception {
    try (WorkQueue<String> queue = open(folder.resolve(name))) {
      queue.put("a");
    }
    assertThat(folder.resolve(name)).exists();
    try (WorkQueue<String> queue = open(folder.resolve(name))) {
      assertThat(queue.take()).isEqualTo("a");
    }
  }

  @Test
  void aRelativePathBeginsWhereTheProcessWasStarted() throws Exception {
    Path relative = Path.of("target", "relative-" + System.nanoTime() + ".queue");
    Files.createDirectories(relative.toAbsolutePath().getParent());
    try (WorkQueue<String> queue = open(relative);
        WorkQueue<String> same = open(relative.toAbsolutePath());
        WorkQueue<String> uri =
            WorkQueue.open("file://" + relative.toAbsolutePath(), Codec.text())) {
      queue.put("a");
      assertThat(same.take()).isEqualTo("a");
      assertThat(uri.isEmpty()).isTrue();
    } finally {
      Files.deleteIfExists(relative);
      Files.deleteIfExists(relative.resolveSibling(relative.getFileName() + "-board"));
    }
  }

  @Test
  void aLinkAndItsTargetAreOneQueue() throws Exception {
    fill(path(), 1);
    Path link = Files.createSymbolicLink(folder.resolve("link"), path());
    try (WorkQueue<String> queue = open(path());
        WorkQueue<String> same = open(link)) {
      assertThat(same.take()).isEqualTo("task number 0");
      assertThat(queue.isEmpty()).isTrue();
    }
  }

  @Test
  void aLinkToAFileThatIsNotYetThereLeadsToIt() throws Exception {
    Path target = Files.createDirectory(folder.resolve("there")).resolve("jobs.queue");
    Files.createSymbolicLink(folder.resolve("second"), Path.of("there/../there/jobs.queue"));
    Path first = Files.createSymbolicLink(folder.resolve("first"), Path.of("second"));
    try (WorkQueue<String> queue = open(first);
        WorkQueue<String> same = open(target)) {
      same.put("a");
      assertThat(queue.poll()).isEqualTo("a");
    }
    try (var files = Files.list(target.getParent())) {
      assertThat(files).contains(target, target.resolveSibling("jobs.queue-board"));
    }
    assertThat(folder.resolve("first-board")).doesNotExist();
  }

  @Test
  void linksThatLeadInACircleAreRefused() throws IOException {
    Path first = Files.createSymbolicLink(folder.resolve("first"), Path.of("second"));
    Files.createSymbolicLink(folder.resolve("second"), first);
    assertThatThrownBy(() -> open(first))
        .isInstanceOf(QueueUnavailableException.class)
        .hasMessageContaining(first.toString())
        .hasMessageContaining("circle");
  }

  @Test
  void aLinkIntoAMissingFolderNamesTheFolder() throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("missing/jobs.queue"));
    assertThatThrownBy(() -> open(link))
        .isInstanceOf(QueueUnavailableException.class)
        .hasMessageContaining(folder.toRealPath().resolve("missing").toString())
        .hasMessageContaining("make it first");
  }

  @ParameterizedTest
  @ValueSource(strings = {"file:", "file:/", "file:///", "file:/tmp/", "file://host/jobs.queue"})
  void anAddressWithoutAFileIsRefused(String address) {
    assertThatThrownBy(() -> WorkQueue.open(address, Codec.text()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(address)
        .hasMessageContaining("file:/path");
  }

  @Test
  void aFolderIsRefused() {
    assertThatThrownBy(() -> open(folder))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("is a folder");
  }

  @Test
  void aMissingFolderIsNamed() {
    assertThatThrownBy(() -> open(folder.resolve("missing").resolve("jobs.queue")))
        .isInstanceOf(QueueUnavailableException.class)
        .hasMessageContaining(folder.resolve("missing").toString())
        .hasMessageContaining("make it first");
    assertThat(folder.resolve("missing")).doesNotExist();
  }

  @Test
  void aFolderThatCannotBeWrittenIsNamed() {
    Assumptions.assumeTrue(
        Files.isDirectory(Path.of("/proc")), "no folder that nobody may write to");
    assertThatThrownBy(() -> open(Path.of("/proc/jobs.queue")))
        .isInstanceOf(QueueUnavailableException.class)
        .hasMessageContaining("/proc/jobs.queue")
        .hasMessageContaining("writable");
  }

  @Test
  void aNameThatIsTooLongForTheFilesBesideItIsNamedAndMakesNone() {
    Path path = folder.resolve("x".repeat(250));
    assertThatThrownBy(() -> open(path))
        .isInstanceOf(QueueUnavailableException.class)
        .hasMessageContaining(path.toString())
        .hasMessageContaining("-journal")
        .hasMessageContaining("shorter name");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void aPathThatIsTooLongForSqliteIsNamed() throws IOException {
    Path deep = folder.resolve(("d".repeat(99) + "/").repeat(5));
    Files.createDirectories(deep);
    assertThatThrownBy(() -> open(deep.resolve("jobs.queue")))
        .isInstanceOf(QueueUnavailableException.class)
        .hasMessageContaining("504 bytes")
        .hasMessageContaining("shorter");
  }

  // ---- what is no queue ----

  @Test
  void aForeignFileIsLeftAlone() throws IOException {
    byte[] text = "a letter to a friend\n".repeat(400).getBytes(StandardCharsets.UTF_8);
    Files.write(path(), text);
    assertThatThrownBy(() -> open(path()))
        .isInstanceOf(QueueDamagedException.class)
        .hasMessageContaining(path().toString())
        .hasMessageContaining("another path");
    assertThat(Files.readAllBytes(path())).isEqualTo(text);
  }

  @Test
  void aDatabaseOfAnotherProgramIsLeftAlone() throws Exception {
    try (Db db = Db.open(path())) {
      db.run("CREATE TABLE addresses(name TEXT)");
    }
    byte[] before = Files.readAllBytes(path());
    assertThatThrownBy(() -> open(path()))
        .isInstanceOf(QueueDamagedException.class)
        .hasMessageContaining("another program");
    assertThat(Files.readAllBytes(path())).isEqualTo(before);
  }

  @Test
  void aQueueOfANewerVersionIsLeftAlone() throws Exception {
    fill(path(), 1);
    try (Db db = Db.open(path())) {
      db.run("PRAGMA user_version = 99");
    }
    assertThatThrownBy(() -> open(path()))
        .isInstanceOf(QueueDamagedException.class)
        .hasMessageContaining("99")
        .hasMessageContaining("newer");
  }

  @Test
  void anEmptyFileBecomesAQueue() throws Exception {
    Files.createFile(path());
    fill(path(), 3);
    try (WorkQueue<String> queue = open(path())) {
      assertThat(queue.size()).isEqualTo(3);
    }
  }

  // ---- damage ----

  @Test
  void aTruncatedFileIsFoundWhenItIsOpened() throws Exception {
    fill(path(), 2000);
    byte[] whole = Files.readAllBytes(path());
    for (int length : new int[] {whole.length / 2, 8192, 100, 50}) {
      Files.write(path(), Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> open(path()))
          .as("%d of %d bytes", length, whole.length)
          .isInstanceOf(QueueDamagedException.class)
          .hasMessageContaining(path().toString());
    }
    Files.write(path(), whole);
    try (WorkQueue<String> queue = open(path())) {
      assertThat(queue.size()).isEqualTo(2000);
    }
  }

  @Test
  void anOverwrittenPageIsFoundWhenTheFileIsOpened() throws Exception {
    fill(path(), 5000);
    byte[] bytes = Files.readAllBytes(path());
    byte[] noise = new byte[4096];
    new Random(7).nextBytes(noise);
    System.arraycopy(noise, 0, bytes, bytes.length / 4096 / 2 * 4096, noise.length);
    Files.write(path(), bytes);
    assertThatThrownBy(() -> open(path()))
        .isInstanceOf(QueueDamagedException.class)
        .hasMessageContaining(path().toString());
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aPayloadThatTheDiskChangedBecomesADeadLetter(boolean tracked) throws Exception {
    fill(path(), 3);
    byte[] bytes = Files.readAllBytes(path());
    int at = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("task number 1");
    bytes[at] ^= 1;
    Files.write(path(), bytes);
    try (WorkQueue<String> queue = open(path())) {
      List<String> taken = new ArrayList<>();
      while (!queue.isEmpty()) {
        Task<String> task = tracked ? queue.pollTask() : null;
        String value = tracked ? (task == null ? null : task.value()) : queue.poll();
        if (task != null) {
          task.done();
        }
        if (value != null) {
          taken.add(value);
        }
      }
      assertThat(taken).containsExactly("task number 0", "task number 2");
      assertThat(queue.deadLetters().takeTask().reason()).contains("checksum", path().toString());
    }
    Integrity.check(path());
  }

  @Test
  void aTornLogIsCutAtItsLastWholeTransaction() throws Exception {
    Path copy = folder.resolve("copy");
    byte[] base;
    byte[] log;
    try (WorkQueue<String> queue = open(path())) {
      for (int i = 0; i < 60; i++) {
        queue.put("task number " + i);
      }
      // As a power cut leaves them; by another process, since SQLite's locks end with any close.
      run("cp", path().toString(), copy.toString());
      run("cp", path() + "-wal", copy + "-wal");
      base = Files.readAllBytes(copy);
      log = Files.readAllBytes(Path.of(copy + "-wal"));
    }
    Random random = new Random(3);
    long before = -1;
    for (int cut = 1; cut <= 40; cut++) {
      int length = (int) ((long) log.length * cut / 40);
      byte[] torn = Arrays.copyOf(log, length);
      for (int i = 1; cut < 40 && i <= Math.min(200, length); i++) {
        torn[length - i] = (byte) random.nextInt(); // the last blocks hold anything
      }
      Files.write(copy, base);
      Files.write(Path.of(copy + "-wal"), torn);
      Files.deleteIfExists(Path.of(copy + "-shm"));
      long size = sizeOfPrefix(copy);
      assertThat(size).isGreaterThanOrEqualTo(before);
      before = size;
    }
    assertThat(before).isEqualTo(60);
  }

  /** The number of tasks, which are the first ones without a gap; 0 if not even the tables are. */
  private static long sizeOfPrefix(Path copy) throws InterruptedException, SQLException {
    List<String> found = new ArrayList<>();
    try (WorkQueue<String> queue = open(copy)) {
      for (String value = queue.poll(); value != null; value = queue.poll()) {
        found.add(value);
      }
    }
    assertThat(found)
        .isEqualTo(IntStream.range(0, found.size()).mapToObj(i -> "task number " + i).toList());
    Integrity.check(copy);
    return found.size();
  }

  // ---- a full disk ----

  @Test
  void aFullDiskIsNamedAndLosesNothingThatWasAcknowledged() throws Exception {
    Path disk = smallDisk();
    try {
      Path full = disk.resolve("jobs.queue");
      String value = "x".repeat(50_000);
      long count = 0;
      try (WorkQueue<String> queue = open(full)) {
        QueueUnavailableException refusal = null;
        while (refusal == null) {
          try {
            queue.put(count + value);
            count++;
          } catch (QueueUnavailableException e) {
            refusal = e;
          }
        }
        assertThat(refusal).hasMessageContaining(full.toString()).hasMessageContaining("full");
        assertThat(count).isGreaterThan(5);
        assertThat(queue.size()).isEqualTo(count);
      }
      grow(disk);
      try (WorkQueue<String> queue = open(full)) {
        queue.put(count + value);
        for (long i = 0; i <= count; i++) {
          assertThat(queue.poll()).isEqualTo(i + value);
        }
        assertThat(queue.isEmpty()).isTrue();
      }
    } finally {
      run("umount", "-l", disk.toString());
    }
  }

  @Test
  void aTakeAndASettlementOnAFullDiskLoseNothing() throws Exception {
    Path disk = smallDisk();
    try {
      Path full = disk.resolve("jobs.queue");
      fill(full, 50);
      List<String> found = new ArrayList<>();
      try (WorkQueue<String> queue = open(full)) {
        Task<String> held = queue.takeTask();
        Task<String> failing = queue.takeTask();
        fillUp(disk.resolve("filler"));
        refused(full, () -> found.add(queue.take()));
        refused(full, () -> found.add(doneTask(queue)));
        refused(full, held::done);
        refused(full, () -> failing.fail("on a full disk"));
        assertThat(queue.inProgress()).isEqualTo(2);
        assertThat(queue.size()).isEqualTo(48 - found.size());
        grow(disk);
        held.done();
        found.add(held.value());
        failing.fail("with room again");
        queue.finish();
        for (Task<String> task : queue.tasks()) {
          found.add(task.value());
          task.done();
        }
      }
      assertThat(found)
          .containsExactlyInAnyOrderElementsOf(
              IntStream.range(0, 50).mapToObj(i -> "task number " + i).toList());
      Integrity.check(full);
    } finally {
      run("umount", "-l", disk.toString());
    }
  }

  @Test
  void aTakeThatCouldNotBeStoredTakesNothingFromTheNextTaker() throws Exception {
    fill(path(), 1);
    try (WorkQueue<String> next = open(path());
        Db db = Db.open(path())) {
      Task<String> task;
      try (WorkQueue<String> queue = open(path())) {
        db.run("CREATE TRIGGER full BEFORE UPDATE ON tally BEGIN SELECT RAISE(ABORT, 'full'); END");
        assertThatThrownBy(queue::pollTask)
            .isInstanceOf(QueueUnavailableException.class)
            .hasMessageContaining("full");
        db.run("DROP TRIGGER full");
        task = next.takeTask();
      }
      assertThat(next.inProgress()).isEqualTo(1);
      task.done();
    }
    Integrity.check(path());
  }

  private static String doneTask(WorkQueue<String> queue) throws InterruptedException {
    Task<String> task = queue.takeTask();
    task.done();
    return task.value();
  }

  /** A step that finds no room, or does so soon: in the log there may be some left. */
  private static void refused(Path full, ThrowingCallable step) {
    assertThatThrownBy(
            () -> {
              for (int i = 0; i < 10; i++) {
                step.call();
              }
            })
        .isInstanceOf(QueueUnavailableException.class)
        .hasMessageContaining(full.toString())
        .hasMessageContaining("full");
  }

  private Path smallDisk() throws IOException, InterruptedException {
    Path disk = Files.createDirectory(folder.resolve("disk"));
    Assumptions.assumeTrue(
        exit("mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", disk.toString()) == 0,
        "only root may mount a small disk");
    return disk;
  }

  private static void grow(Path disk) throws IOException, InterruptedException {
    run("mount", "-o", "remount,size=40m", disk.toString());
  }

  /** Takes all the room that is left. */
  private static void fillUp(Path filler) {
    assertThatThrownBy(() -> Files.write(filler, new byte[8 << 20]))
        .isInstanceOf(IOException.class);
  }

  private static void run(String... command) throws IOException, InterruptedException {
    assertThat(exit(command)).as(String.join(" ", command)).isZero();
  }

  private static int exit(String... command) throws IOException, InterruptedException {
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
  }
}
