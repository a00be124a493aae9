// SPDX-License-Identifier: Apache-2.0
/** The nightjar command. */
@SuppressWarnings("requires-automatic") // HdrHistogram has no module descriptor
module io.nightjar.cli {
  requires HdrHistogram;
  requires info.picocli;
  requires io.nightjar;
  requires io.nightjar.queue;
  requires java.logging;
  requires java.management;
  requires jdk.management;
  requires jdk.unsupported; // signals
  requires static org.jspecify;

  opens io.nightjar.cli to
      info.picocli;
  opens io.nightjar.cli.bench to
      info.picocli;
  opens io.nightjar.cli.demo to
      info.picocli;
  opens io.nightjar.cli.doctor to
      info.picocli;
  opens io.nightjar.cli.queue to
      info.picocli;
  opens io.nightjar.cli.runtime to
      info.picocli;
  opens io.nightjar.cli.sockets to
      info.picocli;
}
