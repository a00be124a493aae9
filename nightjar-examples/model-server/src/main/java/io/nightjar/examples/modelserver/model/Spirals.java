// SPDX-License-Identifier: Apache-2.0
package io.nightjar.examples.modelserver.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Points of three spiral arms in a plane, which no straight line divides. */
public final class Spirals {
  /** How many arms there are. */
  public static final int ARMS = 3;

  /** The numbers that describe a point. */
  public static final int FEATURES = 2;

  private static final double TURN = 4;
  private static final double NOISE = 0.12;

  private Spirals() {}

  /**
   * A point and the arm it belongs to.
   *
   * @param features its place, x and y
   * @param label the number of its arm
   */
  @SuppressWarnings("ArrayRecordComponent") // nobody compares points
  public record Point(double[] features, int label) {}

  /** The same points for the same seed. */
  public static List<Point> points(long seed, int count) {
    Random random = new Random(seed);
    List<Point> points = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      int arm = i % ARMS;
      double radius = 0.1 + 0.9 * random.nextDouble();
      double angle = TURN * (arm * 2 * Math.PI / (TURN * ARMS) + radius);
      angle += NOISE * random.nextGaussian();
      double x = radius * StrictMath.sin(angle);
      double y = radius * StrictMath.cos(angle);
      points.add(new Point(new double[] {x, y}, arm));
    }
    return points;
  }
}
