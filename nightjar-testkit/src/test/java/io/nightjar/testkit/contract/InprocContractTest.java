// SPDX-License-Identifier: Apache-2.0
package io.nightjar.testkit.contract;

import io.nightjar.testkit.PatternContract;

/** inproc under the patterns. */
final class InprocContractTest extends PatternContract {
  private int count;

  @Override
  protected String freeEndpoint() {
    return "inproc://contract " + count++;
  }
}
