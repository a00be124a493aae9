// SPDX-License-Identifier: Apache-2.0
package io.nightjar.cli.bench;

import io.nightjar.cli.format.JsonObject;
import io.nightjar.cli.runtime.Version;
import java.time.Duration;
import java.util.Locale;

/**
 * What is measured.
 *
 * @param transport tcp, ipc or inproc
 * @param size the bytes of a message
 * @param api the calls that are used
 * @param warmUp how long messages flow before the measurement
 * @param time how long the measurement takes
 */
record BenchSettings(Transport transport, int size, Api api, Duration warmUp, Duration time) {
  /** Where messages go. */
  enum Transport {
    /** Over the loopback interface, to another process. */
    TCP,
    /** Over a Unix domain socket, to another process. */
    IPC,
    /** To another thread of this process. */
    INPROC;

    String scheme() {
      return this == TCP ? "tcp" : this == IPC ? "ipc" : "inproc";
    }
  }

  /** All of it, in a line for people. */
  String text() {
    return transport.scheme()
        + ", messages of "
        + size
        + " B, calls with "
        + apiName()
        + ", warm-up "
        + Figures.time(warmUp.toNanos())
        + ", measured "
        + Figures.time(time.toNanos());
  }

  /** All of it, and where it is measured: the beginning of a report. */
  JsonObject json() {
    return new JsonObject()
        .put("nightjar", Version.nightjar())
        .put("java", Version.java())
        .put("cores", Runtime.getRuntime().availableProcessors())
        .put("transport", transport.scheme())
        .put("api", apiName())
        .put("size", size)
        .put("seconds", time.toMillis() / 1e3)
        .put("warmUpSeconds", warmUp.toMillis() / 1e3);
  }

  /** The name of the calls, as on the command line. */
  String apiName() {
    return api.name().toLowerCase(Locale.ROOT);
  }
}
