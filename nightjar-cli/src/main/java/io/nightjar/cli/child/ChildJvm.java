// SPDX-License-Identifier: Apache-2.0
package io.nightjar.cli.child;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Starts this program again as another process: the same java, class path and settings of the JVM
 * (among them the archive of classes that makes it start fast).
 */
public final class ChildJvm {
  private static final String MAIN = "io.nightjar.cli.Main";

  private ChildJvm() {}

  /** What a process is for: how its JVM compiles. */
  public enum Kind {
    /** It lives shortly: start fast. */
    SHORT,
    /** It is measured: run fast. */
    MEASURED
  }

  /** Starts {@code nightjar} with these arguments. */
  public static ChildProcess start(String name, Kind kind, String... args) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(java());
    command.addAll(inherited());
    if (kind == Kind.SHORT) {
      command.add("-XX:TieredStopAtLevel=1");
    } else {
      command.add("-XX:TieredStopAtLevel=4");
    }
    command.add("-cp");
    command.add(classPath());
    command.add(MAIN);
    command.addAll(List.of(args));
    return ChildProcess.start(name, command);
  }

  /** Starts another program of the same class path, to be measured. */
  public static ChildProcess startMain(String name, String main, List<String> args)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(java());
    command.addAll(inherited());
    command.add("-cp");
    command.add(classPath());
    command.add(main);
    command.addAll(args);
    return ChildProcess.start(name, command);
  }

  private static String java() {
    boolean windows = File.separatorChar == '\\';
    return Path.of(System.getProperty("java.home"), "bin", windows ? "java.exe" : "java")
        .toString();
  }

  /** Everything this JVM runs from: under a test it is partly on the module path. */
  private static String classPath() {
    String classes = System.getProperty("java.class.path", "");
    String modules = System.getProperty("jdk.module.path", "");
    return modules.isEmpty() ? classes : modules + File.pathSeparator + classes;
  }

  /**
   * Settings of this JVM that matter to another one: what stands before {@code -cp} or the class.
   */
  private static List<String> inherited() {
    List<String> kept = new ArrayList<>();
    for (String argument : ProcessHandle.current().info().arguments().orElse(new String[0])) {
      if (!argument.startsWith("-") || argument.equals("-jar")) {
        break;
      }
      if (isKept(argument)) {
        kept.add(argument);
      }
    }
    return kept;
  }

  private static boolean isKept(String argument) {
    return argument.startsWith("-Xshare")
        || argument.startsWith("-Xlog")
        || argument.startsWith("-XX:SharedArchiveFile")
        || argument.startsWith("-XX:+Use")
        || argument.startsWith("--enable-native-access=")
        || argument.startsWith("-Dnightjar.");
  }
}
