// SPDX-License-Identifier: Apache-2.0
package io.nightjar.cli.bench;

import io.nightjar.cli.bench.BenchSettings.Transport;
import io.nightjar.cli.runtime.CommandException;
import io.nightjar.cli.runtime.Version;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Properties;

/**
 * A library that is compared. Its side of the work is a program of {@code nightjar-benchmarks},
 * which like the other library is no part of this command: both have to be on the class path, where
 * {@code ./nightjar} puts them.
 */
enum Library {
  /** This one. */
  NIGHTJAR("Nightjar", "NightjarPeer", true) {
    @Override
    String version() {
      return Version.nightjar();
    }
  },
  /** The other ZeroMQ in Java. Its ipc goes over tcp, so there is nothing to compare. */
  JEROMQ("JeroMQ", "JeromqPeer", false) {
    @Override
    String version() {
      Properties properties = new Properties();
      String name = "/META-INF/maven/org.zeromq/jeromq/pom.properties";
      try (InputStream in = Library.class.getResourceAsStream(name)) {
        if (in != null) {
          properties.load(in);
        }
      } catch (IOException e) {
        // Then we do not know.
      }
      return properties.getProperty("version", "(unknown version)");
    }

    @Override
    void require() {
      super.require();
      requireClass("org.zeromq.ZContext", "JeroMQ");
    }
  };

  private static final String HARNESS = "io.nightjar.benchmarks.harness.";

  private final String title;
  private final String program;
  private final boolean ipc;

  Library(String title, String program, boolean ipc) {
    this.title = title;
    this.program = program;
    this.ipc = ipc;
  }

  /** What {@code --compare} names. */
  static Library named(String name) {
    if (name.equalsIgnoreCase("jeromq")) {
      return JEROMQ;
    }
    throw CommandException.usage(
        "--compare " + name + ": use jeromq (nightjar-benchmarks/table has libzmq and others)");
  }

  abstract String version();

  /** Whether it has a transport of its own kind. */
  boolean has(Transport transport) {
    return ipc || transport != Transport.IPC;
  }

  /** The class whose {@code main} does the work. */
  String program() {
    return HARNESS + program;
  }

  /** Complains if the library or its program is missing. */
  void require() {
    requireClass(program(), "the module nightjar-benchmarks");
  }

  static void requireClass(String name, String owner) {
    try {
      Class.forName(name, false, ClassLoader.getSystemClassLoader());
    } catch (ClassNotFoundException e) {
      throw CommandException.failure(
          "--compare: "
              + owner
              + " is not on the class path: run ./nightjar bench in a clone of Nightjar, which"
              + " fetches what is compared, or add the jars of JeroMQ and nightjar-benchmarks",
          e);
    }
  }

  /** The key of its results. */
  String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  @Override
  public String toString() {
    return title;
  }
}
