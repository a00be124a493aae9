// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Values of settings as text. */
final class SettingText {
  private SettingText() {}

  static String write(Object value) {
    if (value instanceof RetryDelay delay) {
      return delay.first() + " " + delay.factor() + " " + delay.most();
    }
    return value.toString();
  }

  /** A value of the type of the model. */
  static Object read(String name, @Nullable String text, Object model) {
    if (text == null) {
      throw new IllegalArgumentException("the setting " + name + " is missing");
    }
    try {
      return read(text, model);
    } catch (RuntimeException e) {
      throw new IllegalArgumentException("the setting " + name + " is \"" + text + "\"", e);
    }
  }

  private static Object read(String text, Object model) {
    if (model instanceof Integer) {
      return Integer.valueOf(text);
    } else if (model instanceof Duration) {
      return Duration.parse(text);
    } else if (model instanceof Order) {
      return Order.valueOf(text);
    }
    String[] parts = text.split(" ", -1);
    return new RetryDelay(
        Duration.parse(parts[0]), Double.parseDouble(parts[1]), Duration.parse(parts[2]));
  }
}
