// SPDX-License-Identifier: Apache-2.0
package io.nightjar.examples.modelserver.front;

/** No worker could do it, however often it was tried. */
public final class PredictionFailedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  PredictionFailedException(String reason) {
    super("no worker could answer: " + reason);
  }
}
