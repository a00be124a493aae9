// SPDX-License-Identifier: Apache-2.0
package io.nightjar.testkit.contract;

import io.nightjar.spi.StreamTransport;
import io.nightjar.testkit.StreamTransportContract;
import java.util.List;
import java.util.ServiceLoader;

/** The transports there are. */
final class Transports {
  private Transports() {}

  static StreamTransport named(String scheme) {
    List<StreamTransport> found =
        ServiceLoader.load(StreamTransport.class, StreamTransportContract.class.getClassLoader())
            .stream()
            .map(ServiceLoader.Provider::get)
            .filter(transport -> transport.scheme().equals(scheme))
            .toList();
    if (found.size() != 1) {
      throw new AssertionError("transports of scheme " + scheme + ": " + found);
    }
    return found.get(0);
  }
}
