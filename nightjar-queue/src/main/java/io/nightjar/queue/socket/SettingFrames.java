// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.socket;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Names and values as frames of {@code name=value}. */
final class SettingFrames {
  private SettingFrames() {}

  static Frames write(Frames frames, Map<String, String> values) {
    values.forEach((name, value) -> frames.text(name + "=" + value));
    return frames;
  }

  static Map<String, String> read(List<String> frames) {
    Map<String, String> values = new LinkedHashMap<>();
    for (String frame : frames) {
      int equals = frame.indexOf('=');
      if (equals <= 0) {
        throw new RefusedException(Fault.MALFORMED, "\"" + frame + "\" is not name=value");
      }
      values.put(frame.substring(0, equals), frame.substring(equals + 1));
    }
    return values;
  }
}
