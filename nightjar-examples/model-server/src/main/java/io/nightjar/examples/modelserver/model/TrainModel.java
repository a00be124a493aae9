// SPDX-License-Identifier: Apache-2.0
package io.nightjar.examples.modelserver.model;

import io.nightjar.examples.modelserver.model.Spirals.Point;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Trains the model and writes it to a file: {@code TrainModel FILE}. The build runs it. */
public final class TrainModel {
  private static final long TRAINING_SEED = 1;
  private static final int TRAINING_POINTS = 600;
  private static final long HELD_OUT_SEED = 2;
  private static final int HELD_OUT_POINTS = 300;
  private static final double WANTED_ACCURACY = 0.95;

  private TrainModel() {}

  /** Fails if the model does not know enough of the points that it has not seen. */
  public static void main(String[] args) throws IOException {
    Model model = train();
    double accuracy = Training.accuracy(model, heldOut());
    if (accuracy < WANTED_ACCURACY) {
      throw new IllegalStateException("only " + accuracy + " of the points held out are right");
    }
    model.save(Path.of(args[0]));
  }

  /** The model, the same each time. */
  public static Model train() {
    return Training.of(Spirals.points(TRAINING_SEED, TRAINING_POINTS), TRAINING_SEED);
  }

  /** Points that the model was not trained with. */
  public static List<Point> heldOut() {
    return Spirals.points(HELD_OUT_SEED, HELD_OUT_POINTS);
  }
}
