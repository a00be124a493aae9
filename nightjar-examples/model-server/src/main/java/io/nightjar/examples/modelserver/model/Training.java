// SPDX-License-Identifier: Apache-2.0
package io.nightjar.examples.modelserver.model;

import io.nightjar.examples.modelserver.model.Spirals.Point;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Trains a model by gradient descent, point by point. The same points and the same seed give the
 * same model on every machine.
 */
public final class Training {
  private static final int HIDDEN = 24;
  private static final int ROUNDS = 400;
  private static final double FIRST_STEP = 0.1;

  private final Model model;
  private final List<Point> points;
  private final Random random;

  private Training(List<Point> points, long seed) {
    this.points = new ArrayList<>(points);
    this.random = new Random(seed);
    this.model =
        new Model(
            weights(HIDDEN, Spirals.FEATURES, 2),
            new double[HIDDEN],
            weights(Spirals.ARMS, HIDDEN, 0.3),
            new double[Spirals.ARMS]);
  }

  private double[][] weights(int rows, int columns, double scale) {
    double[][] weights = new double[rows][columns];
    for (double[] row : weights) {
      for (int j = 0; j < columns; j++) {
        row[j] = scale * random.nextGaussian();
      }
    }
    return weights;
  }

  /** A model that has learned these points. */
  public static Model of(List<Point> points, long seed) {
    Training training = new Training(points, seed);
    for (int round = 0; round < ROUNDS; round++) {
      Collections.shuffle(training.points, training.random);
      double step = FIRST_STEP * (1 - (double) round / ROUNDS);
      for (Point point : training.points) {
        training.learn(point, step);
      }
    }
    return training.model;
  }

  /** The part of the points that a model gets right. */
  public static double accuracy(Model model, List<Point> points) {
    long right =
        points.stream()
            .filter(point -> Model.best(model.predict(point.features())) == point.label())
            .count();
    return (double) right / points.size();
  }

  private void learn(Point point, double step) {
    double[] hidden = model.hidden(point.features());
    double[] errors = model.probabilities(hidden);
    errors[point.label()] -= 1;
    double[] hiddenErrors = new double[HIDDEN];
    for (int i = 0; i < HIDDEN; i++) {
      double sum = 0;
      for (int label = 0; label < errors.length; label++) {
        sum += errors[label] * model.outputWeights()[label][i];
      }
      hiddenErrors[i] = sum * (1 - hidden[i] * hidden[i]); // the derivative of tanh
    }
    descend(model.outputWeights(), model.outputBiases(), hidden, errors, step);
    descend(model.hiddenWeights(), model.hiddenBiases(), point.features(), hiddenErrors, step);
  }

  private static void descend(
      double[][] weights, double[] biases, double[] input, double[] errors, double step) {
    for (int i = 0; i < errors.length; i++) {
      biases[i] -= step * errors[i];
      for (int j = 0; j < input.length; j++) {
        weights[i][j] -= step * errors[i] * input[j];
      }
    }
  }
}
