// SPDX-License-Identifier: Apache-2.0
package io.nightjar.examples.modelserver.model;

import io.nightjar.queue.json.JsonCodec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A network with one hidden layer. {@code python/model.py} is the same in Python and reads the same
 * file.
 *
 * @param hiddenWeights for each hidden unit the weight of each feature
 * @param hiddenBiases for each hidden unit its bias
 * @param outputWeights for each label the weight of each hidden unit
 * @param outputBiases for each label its bias
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares models
public record Model(
    double[][] hiddenWeights,
    double[] hiddenBiases,
    double[][] outputWeights,
    double[] outputBiases) {

  /** Reads a model that {@link #save} wrote. */
  public static Model load(Path file) throws IOException {
    return JsonCodec.of(Model.class).decode(Files.readAllBytes(file));
  }

  /** Writes it as JSON. */
  public void save(Path file) throws IOException {
    Files.write(file, JsonCodec.of(Model.class).encode(this));
  }

  /** The number of features it wants. */
  public int features() {
    return hiddenWeights[0].length;
  }

  /**
   * The probability of each label.
   *
   * @throws IllegalArgumentException if this is not the number of features it wants
   */
  public double[] predict(double[] features) {
    if (features.length != features()) {
      throw new IllegalArgumentException(
          "the model wants " + features() + " features and got " + features.length);
    }
    return probabilities(hidden(features));
  }

  /** What the hidden units say. */
  double[] hidden(double[] features) {
    double[] sums = layer(hiddenWeights, hiddenBiases, features);
    for (int i = 0; i < sums.length; i++) {
      sums[i] = StrictMath.tanh(sums[i]);
    }
    return sums;
  }

  /** What follows from the hidden units: a softmax. */
  double[] probabilities(double[] hidden) {
    double[] values = layer(outputWeights, outputBiases, hidden);
    double most = values[best(values)];
    double sum = 0;
    for (int i = 0; i < values.length; i++) {
      values[i] = StrictMath.exp(values[i] - most);
      sum += values[i];
    }
    for (int i = 0; i < values.length; i++) {
      values[i] /= sum;
    }
    return values;
  }

  /** The label with the highest probability. */
  public static int best(double[] probabilities) {
    int best = 0;
    for (int i = 1; i < probabilities.length; i++) {
      if (probabilities[i] > probabilities[best]) {
        best = i;
      }
    }
    return best;
  }

  private static double[] layer(double[][] weights, double[] biases, double[] input) {
    double[] sums = biases.clone();
    for (int i = 0; i < sums.length; i++) {
      for (int j = 0; j < input.length; j++) {
        sums[i] += weights[i][j] * input[j];
      }
    }
    return sums;
  }
}
