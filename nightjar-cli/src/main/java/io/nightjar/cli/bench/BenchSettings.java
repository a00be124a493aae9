// SPDX-License-Identifier: Apache-2.0
package io.nightjar.cli.bench;

import io.nightjar.Context;
import io.nightjar.WaitPolicy;
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
 * @param waits how Nightjar's threads wait
 * @param warmUp how long messages flow before the measurement
 * @param time how long the measurement takes
 */
record BenchSettings(
    Transport transport, int size, Api api, WaitPolicy waits, Duration warmUp, Duration time) {
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
        + (waits == WaitPolicy.ADAPTIVE ? "" : ", wait policy " + waitName())
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
        .put("wait", waitName())
        .put("size", size)
        .put("seconds", time.toMillis() / 1e3)
        .put("warmUpSeconds", warmUp.toMillis() / 1e3);
  }

  /** The name of the calls, as on the command line. */
  String apiName() {
    return api.name().toLowerCase(Locale.ROOT);
  }

  /** The name of the wait policy, as on the command line. */
  String waitName() {
    return waits.name().toLowerCase(Locale.ROOT);
  }

  /** A context whose threads wait like that. */
  static Context context(WaitPolicy waits) {
    return Context.builder().waitPolicy(waits).build();
  }
}
