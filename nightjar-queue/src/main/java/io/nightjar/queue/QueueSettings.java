// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What all handles on a queue have in common. The first handle decides; a later one that gives a
 * setting must give the same value, and what it does not give it takes over.
 *
 * <p>Immutable. It remembers which settings were given and which are defaults.
 */
public final class QueueSettings {
  private static final String ORDER = "order";
  private static final String CAPACITY = "capacity";
  private static final String MAX_PAYLOAD = "maxPayload";
  private static final String LEASE = "lease";
  private static final String MAX_ATTEMPTS = "maxAttempts";
  private static final String RETRY_DELAY = "retryDelay";

  /** No setting of a queue: stands among those that a client gives to a server. */
  private static final String EXISTING = "existing";

  private static final Map<String, Object> DEFAULTS = defaults();

  /** No setting given. */
  public static final QueueSettings NONE_GIVEN = new QueueSettings(Map.of(), Map.of(), false);

  private final Map<String, Object> given;
  private final Map<QueueOption<?>, Object> options;
  private final boolean existing;

  private QueueSettings(
      Map<String, Object> given, Map<QueueOption<?>, Object> options, boolean existing) {
    this.given = given;
    this.options = options;
    this.existing = existing;
  }

  private static Map<String, Object> defaults() {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put(ORDER, Order.FIFO);
    values.put(CAPACITY, 10_000);
    values.put(MAX_PAYLOAD, 16 << 20);
    values.put(LEASE, Duration.ofSeconds(30));
    values.put(MAX_ATTEMPTS, 5);
    values.put(RETRY_DELAY, new RetryDelay(Duration.ofMillis(100), 4, Duration.ofMinutes(1)));
    return values;
  }

  /** Which task is taken next; FIFO if not set. */
  public Order order() {
    return (Order) value(ORDER);
  }

  /** The most tasks that are ready, delayed and in progress together; 10,000 if not set. */
  public int capacity() {
    return (int) value(CAPACITY);
  }

  /** The most bytes of a payload; 16 MiB if not set. Queues of objects do not look at it. */
  public int maxPayload() {
    return (int) value(MAX_PAYLOAD);
  }

  /** How long a taker has for a task before it goes to another one; 30 seconds if not set. */
  public Duration lease() {
    return (Duration) value(LEASE);
  }

  /** The deliveries after which a failing task becomes a dead letter; 5 if not set. */
  public int maxAttempts() {
    return (int) value(MAX_ATTEMPTS);
  }

  /**
   * How long a failed task rests; 100 ms, each time 4 times as long, up to a minute, if not set.
   */
  public RetryDelay retryDelay() {
    return (RetryDelay) value(RETRY_DELAY);
  }

  /** The value of a setting that only this kind of queue has. */
  public <V> V get(QueueOption<V> option) {
    Object value = options.get(option);
    return option.type().cast(value == null ? option.initial() : value);
  }

  /** The options that were given. */
  public Set<QueueOption<?>> options() {
    return options.keySet();
  }

  /** True if a queue that does not exist is not to be made. */
  public boolean isExisting() {
    return existing;
  }

  /** True if the capacity was given, and is not the default. */
  public boolean isCapacityGiven() {
    return given.containsKey(CAPACITY);
  }

  /** True if the lease was given, and is not the default. */
  public boolean isLeaseGiven() {
    return given.containsKey(LEASE);
  }

  /** True if the delay of retries was given, and is not the default. */
  public boolean isRetryDelayGiven() {
    return given.containsKey(RETRY_DELAY);
  }

  /** The same with another order. */
  public QueueSettings withOrder(Order order) {
    return with(ORDER, Objects.requireNonNull(order, ORDER));
  }

  /** The same with another capacity. */
  public QueueSettings withCapacity(int capacity) {
    return with(CAPACITY, positive(CAPACITY, capacity));
  }

  /** The same with another limit on payloads. */
  public QueueSettings withMaxPayload(int bytes) {
    return with(MAX_PAYLOAD, positive(MAX_PAYLOAD, bytes));
  }

  /** The same with another lease. */
  public QueueSettings withLease(Duration lease) {
    if (lease.isNegative() || lease.isZero()) {
      throw new IllegalArgumentException("lease " + lease + " is not positive");
    }
    return with(LEASE, lease);
  }

  /** The same with another number of attempts. */
  public QueueSettings withMaxAttempts(int attempts) {
    return with(MAX_ATTEMPTS, positive(MAX_ATTEMPTS, attempts));
  }

  /** The same with another rest of failed tasks. */
  public QueueSettings withRetryDelay(RetryDelay delay) {
    return with(RETRY_DELAY, Objects.requireNonNull(delay, RETRY_DELAY));
  }

  /** The same for a queue that is not to be made if it does not exist. */
  public QueueSettings withExisting() {
    return new QueueSettings(given, options, true);
  }

  /** The same with an option of one kind of queue. */
  public <V> QueueSettings with(QueueOption<V> option, V value) {
    Map<QueueOption<?>, Object> others = new LinkedHashMap<>(options);
    others.put(option, option.type().cast(value));
    return new QueueSettings(given, Map.copyOf(others), existing);
  }

  /**
   * The settings of a handle on a queue that exists already: its settings, with the options that
   * are given here.
   *
   * @throws QueueSettingsException if a setting given here is another one there; names both
   */
  public QueueSettings joining(QueueAddress address, QueueSettings existing) {
    List<String> differences = new ArrayList<>();
    given.forEach(
        (name, value) -> {
          if (!value.equals(existing.value(name))) {
            differences.add(
                name + " is " + existing.value(name) + " there and " + value + " was asked for");
          }
        });
    if (!differences.isEmpty()) {
      throw new QueueSettingsException(
          address
              + " exists with other settings: "
              + String.join("; ", differences)
              + ". Leave these settings out to use the queue as it is, or use another name");
    }
    return new QueueSettings(existing.given, options, false);
  }

  /** All settings as text, for a queue that is to outlive its handles; options are left out. */
  public Map<String, String> toText() {
    Map<String, String> text = new LinkedHashMap<>();
    DEFAULTS.keySet().forEach(name -> text.put(name, SettingText.write(value(name))));
    return text;
  }

  /**
   * Settings from their text, all of them given.
   *
   * @throws IllegalArgumentException if one is missing or cannot be read
   */
  public static QueueSettings ofText(Map<String, String> text) {
    Map<String, Object> values = new LinkedHashMap<>();
    DEFAULTS.forEach(
        (name, model) -> values.put(name, SettingText.read(name, text.get(name), model)));
    return new QueueSettings(Map.copyOf(values), Map.of(), false);
  }

  /** What was given, as text for {@link #ofGivenText}; options are left out. */
  public Map<String, String> givenToText() {
    Map<String, String> text = new LinkedHashMap<>();
    given.forEach((name, value) -> text.put(name, SettingText.write(value)));
    if (existing) {
      text.put(EXISTING, "true");
    }
    return text;
  }

  /**
   * Settings of which these are given, from their text.
   *
   * @throws IllegalArgumentException if one does not exist, cannot be read or is out of range
   */
  public static QueueSettings ofGivenText(Map<String, String> text) {
    QueueSettings settings = NONE_GIVEN;
    for (Map.Entry<String, String> entry : text.entrySet()) {
      String name = entry.getKey();
      if (name.equals(EXISTING)) {
        settings = settings.withExisting();
        continue;
      }
      Object model = DEFAULTS.get(name);
      if (model == null) {
        throw new IllegalArgumentException(
            "there is no setting " + name + "; there are " + DEFAULTS.keySet());
      }
      Object value = SettingText.read(name, entry.getValue(), model);
      if (value instanceof Integer number) {
        settings = settings.with(name, positive(name, number));
      } else if (value instanceof Duration lease) {
        settings = settings.withLease(lease);
      } else {
        settings = settings.with(name, value);
      }
    }
    return settings;
  }

  private Object value(String name) {
    Object value = given.get(name);
    return value == null ? Objects.requireNonNull(DEFAULTS.get(name)) : value;
  }

  private QueueSettings with(String name, Object value) {
    Map<String, Object> others = new LinkedHashMap<>(given);
    others.put(name, value);
    return new QueueSettings(Map.copyOf(others), options, existing);
  }

  private static int positive(String name, int value) {
    if (value <= 0) {
      throw new IllegalArgumentException(name + " " + value + " is not positive");
    }
    return value;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof QueueSettings that
        && given.equals(that.given)
        && options.equals(that.options)
        && existing == that.existing;
  }

  @Override
  public int hashCode() {
    return Objects.hash(given, options, existing);
  }

  /** All settings and the options that were given. */
  @Override
  public String toString() {
    return toText() + (options.isEmpty() ? "" : " " + options);
  }
}
