// SPDX-License-Identifier: Apache-2.0
/** Contract suites, scripted peers, faults and leak checks for Nightjar and its plug-ins. */
module io.nightjar.testkit {
  requires transitive io.nightjar;
  requires transitive org.assertj.core;
  requires transitive org.junit.jupiter.api;
  requires java.management;
  requires jdk.management;
  requires static org.jspecify;

  exports io.nightjar.testkit;

  uses io.nightjar.spi.StreamTransport;
}
