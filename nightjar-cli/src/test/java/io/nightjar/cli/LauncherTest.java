// SPDX-License-Identifier: Apache-2.0
package io.nightjar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.cli.child.ChildProcess;
import io.nightjar.cli.runtime.ExitCode;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The list of libraries that ./nightjar takes, in the parent's profile {@code launcher}. */
class LauncherTest {
  private static final Pattern ARTIFACT = Pattern.compile("<artifactId>([^<]*)</artifactId>");

  /** Our own classes, and of the libraries only those in the list. */
  private static String classPath() throws IOException {
    String pom = Files.readString(Path.of("..", "pom.xml"));
    int from = pom.indexOf("<artifactItems>", pom.indexOf("<id>launcher</id>"));
    Matcher names = ARTIFACT.matcher(pom.substring(from, pom.indexOf("</artifactItems>", from)));
    List<String> kept = new ArrayList<>();
    String[] all = System.getProperty("java.class.path", "").split(File.pathSeparator, -1);
    for (String entry : all) {
      if (entry.endsWith("classes") || entry.contains("nightjar")) {
        kept.add(entry);
      }
    }
    while (names.find()) {
      Pattern jar = Pattern.compile(".*/" + Pattern.quote(names.group(1)) + "-[0-9][^/]*\\.jar");
      List<String> found = List.of(all).stream().filter(e -> jar.matcher(e).matches()).toList();
      assertThat(found).as("jars of %s on %s", names.group(1), List.of(all)).hasSize(1);
      kept.addAll(found);
    }
    return String.join(File.pathSeparator, kept);
  }

  private static ChildProcess nightjar(String... args) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-cp", classPath()));
    command.add("io.nightjar.cli.Main");
    command.addAll(List.of(args));
    return ChildProcess.start("nightjar", command);
  }

  @ParameterizedTest
  @ValueSource(strings = {"redis://127.0.0.1:1/jobs", "amqp://guest:guest@127.0.0.1:1/jobs"})
  void theBrokersLibrariesAreComplete(String address) throws Exception {
    try (ChildProcess stat = nightjar("queue", "stat", address)) {
      assertThat(stat.awaitErrorWord("nightjar:", Cli.PATIENCE)).contains("no answer from R");
      assertThat(stat.awaitEnd(Cli.PATIENCE)).isEqualTo(ExitCode.FAILURE);
    }
  }

  @Test
  void theLibraryOfFilesIsComplete(@TempDir Path folder) throws Exception {
    try (ChildProcess put = nightjar("queue", "put", "file:" + folder.resolve("jobs"), "one")) {
      assertThat(put.awaitEnd(Cli.PATIENCE)).as(put.lastError()).isEqualTo(ExitCode.OK);
    }
  }
}
