// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.redis;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The arguments of a script. */
final class Arguments {
  private final List<byte[]> values = new ArrayList<>();

  Arguments add(byte[] value) {
    values.add(value);
    return this;
  }

  Arguments add(String value) {
    return add(value.getBytes(StandardCharsets.UTF_8));
  }

  Arguments add(long value) {
    return add(Long.toString(value));
  }

  Arguments add(boolean value) {
    return add(value ? "1" : "0");
  }

  List<byte[]> list() {
    return values;
  }
}
