// SPDX-License-Identifier: Apache-2.0
package io.nightjar.engine;

import io.nightjar.ContextSettings;
import io.nightjar.Option;
import io.nightjar.Options;
import io.nightjar.SocketType;
import io.nightjar.spi.OptionValues;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The options that were set on a socket; what was not set has its initial value. */
final class OptionTable implements OptionValues {
  private final Map<Option<?>, Object> values = new ConcurrentHashMap<>();
  private final Map<String, String> metadata = new LinkedHashMap<>();

  OptionTable(SocketType<?> type, ContextSettings settings) {
    boolean subscriber = type == SocketType.SUB || type == SocketType.XSUB;
    if (subscriber || !settings.blocky()) {
      values.put(Options.LINGER, Duration.ZERO);
    }
    if (settings.ipv6()) {
      values.put(Options.IPV6, true);
    }
  }

  @Override
  @SuppressWarnings("unchecked") // set checks that the value is of the option's type
  public <T> T option(Option<T> option) {
    Object value = values.get(option);
    return value == null ? option.initial() : (T) value;
  }

  <T> void set(Option<T> option, T value) {
    values.put(option, value instanceof byte[] bytes ? bytes.clone() : value);
    if (option == Options.METADATA) {
      addMetadata((String) value);
    }
  }

  private void addMetadata(String property) {
    int colon = property.indexOf(':');
    synchronized (metadata) {
      metadata.put(property.substring(0, colon), property.substring(colon + 1));
    }
  }

  /** The application's own properties for the handshake. */
  Map<String, String> metadata() {
    synchronized (metadata) {
      return Map.copyOf(metadata);
    }
  }

  /** The value, and from now on the initial one again. */
  <T> T takeOnce(Option<T> option) {
    T value = option(option);
    values.remove(option);
    return value;
  }
}
