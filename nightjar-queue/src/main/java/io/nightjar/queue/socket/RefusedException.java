// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.socket;

/** A request that the server does not carry out. */
final class RefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Fault fault;

  RefusedException(Fault fault, String text) {
    super(text);
    this.fault = fault;
  }

  Fault fault() {
    return fault;
  }
}
