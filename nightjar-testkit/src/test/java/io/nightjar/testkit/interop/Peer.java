// SPDX-License-Identifier: Apache-2.0
package io.nightjar.testkit.interop;

/** A ZeroMQ library of others. */
interface Peer extends AutoCloseable {
  End open(String socketType) throws Exception;

  @Override
  void close();
}
