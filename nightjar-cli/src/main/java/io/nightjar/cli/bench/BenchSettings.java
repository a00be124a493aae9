// SPDX-License-Identifier: Apache-2.0
package io.nightjar.cli.bench;

import java.time.Duration;

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
}
