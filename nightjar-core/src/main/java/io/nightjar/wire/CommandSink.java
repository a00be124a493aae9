// SPDX-License-Identifier: Apache-2.0
package io.nightjar.wire;

/** Takes the commands of a mechanism, in the order in which they go to the peer. */
@FunctionalInterface
public interface CommandSink {
  /** Sends a command. The data is copied. */
  void send(String name, byte[] data);
}
