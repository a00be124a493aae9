// SPDX-License-Identifier: Apache-2.0
package io.nightjar.cli.bench;

/** What compared libraries do. */
enum Work {
  /** PUSH sends to PULL as fast as it can. */
  THROUGHPUT("pushpull"),
  /** REQ asks REP, one request at a time. */
  ROUND_TRIPS("reqrep");

  private final String pattern;

  Work(String pattern) {
    this.pattern = pattern;
  }

  /** Its name in the arguments of the programs that do it. */
  String pattern() {
    return pattern;
  }
}
