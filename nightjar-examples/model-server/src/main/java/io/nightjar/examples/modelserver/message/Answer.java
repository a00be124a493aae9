// SPDX-License-Identifier: Apache-2.0
package io.nightjar.examples.modelserver.message;

import io.nightjar.examples.modelserver.model.Model;
import java.util.Objects;

/**
 * What a worker found.
 *
 * @param id the id of the question
 * @param label the most probable label
 * @param probabilities the probability of each label
 */
@SuppressWarnings("ArrayRecordComponent") // known by their id
public record Answer(String id, int label, double[] probabilities) {
  /** Nothing is missing, also in what comes from another process. */
  public Answer {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(probabilities, "probabilities");
  }

  /** Asks the model. */
  public static Answer of(Question question, Model model) {
    double[] probabilities = model.predict(question.features());
    return new Answer(question.id(), Model.best(probabilities), probabilities);
  }
}
