// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.redis;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** What a script gave: numbers and strings in a row. */
final class Reply {
  private final List<?> values;

  Reply(Object values) {
    this.values = (List<?>) values;
  }

  int size() {
    return values.size();
  }

  long number(int index) {
    return (Long) values.get(index);
  }

  byte[] bytes(int index) {
    return (byte[]) values.get(index);
  }

  String text(int index) {
    return new String(bytes(index), StandardCharsets.UTF_8);
  }
}
