// SPDX-License-Identifier: Apache-2.0
package io.nightjar.examples.modelserver.load;

import java.time.Duration;

/**
 * How much to ask.
 *
 * @param perSecond requests a second; infinite: as many as get answers
 */
public record Rate(double perSecond) {
  /**
   * Reads {@code 500} or {@code max}.
   *
   * @throws IllegalArgumentException if it is neither
   */
  public static Rate of(String text) {
    if (text.equals("max")) {
      return new Rate(Double.POSITIVE_INFINITY);
    }
    if (!text.matches("\\d{1,9}(\\.\\d{1,9})?") || Double.parseDouble(text) == 0) {
      throw new IllegalArgumentException("--load " + text + ": use a number above 0, or max");
    }
    return new Rate(Double.parseDouble(text));
  }

  /** Begins now and ends after this time. */
  public Pace begin(Duration time) {
    return Double.isInfinite(perSecond) ? Pace.max(time) : Pace.rate(perSecond, time);
  }
}
