// SPDX-License-Identifier: Apache-2.0
package io.nightjar.examples.modelserver.message;

import java.util.Objects;

/**
 * A request on its way to a worker: the value of a task, as JSON.
 *
 * @param id names the request; the answer has it too
 * @param features what the model is asked about
 */
@SuppressWarnings("ArrayRecordComponent") // known by their id
public record Question(String id, double[] features) {
  /** Nothing is missing, also in what comes from another process. */
  public Question {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(features, "features");
  }
}
