// SPDX-License-Identifier: Apache-2.0
package io.nightjar.cli.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** An address to measure over; closing it removes what it left in the file system. */
record BenchAddress(String bindTo, @Nullable Path folder) implements AutoCloseable {
  /** A free address of a transport. */
  static BenchAddress of(BenchSettings.Transport transport) throws IOException {
    return switch (transport) {
      case TCP -> new BenchAddress("tcp://127.0.0.1:*", null);
      case INPROC -> new BenchAddress("inproc://bench", null);
      case IPC -> {
        Path folder = Files.createTempDirectory("nightjar");
        yield new BenchAddress("ipc://" + folder.resolve("bench"), folder);
      }
    };
  }

  @Override
  public void close() throws IOException {
    if (folder != null) {
      Files.deleteIfExists(folder.resolve("bench"));
      Files.deleteIfExists(folder);
    }
  }
}
