// SPDX-License-Identifier: Apache-2.0
package io.nightjar;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * A setting of a socket, with the type of its values. {@link Options} has those of ZeroMQ.
 *
 * @param <T> the type of the values
 */
public final class Option<T> {
  /** Who can set or read an option. */
  public enum Access {
    /** Set and read. */
    BOTH,
    /** Set only. */
    SET,
    /** Read only. */
    GET
  }

  // Some 100 years.
  private static final BigDecimal MOST_MILLIS = BigDecimal.valueOf(3_000_000_000_000L);

  private final String name;
  private final int number;
  private final Class<T> type;
  private final T initial;
  private final Access access;
  private final Predicate<T> valid;
  private final String range;
  private final Set<String> socketTypes;

  private Option(
      String name,
      int number,
      Class<T> type,
      T initial,
      Access access,
      Predicate<T> valid,
      String range,
      Set<String> socketTypes) {
    this.name = name;
    this.number = number;
    this.type = type;
    this.initial = initial;
    this.access = access;
    this.valid = valid;
    this.range = range;
    this.socketTypes = Collections.unmodifiableSet(socketTypes);
  }

  /**
   * Makes an option that all sockets have, that can be set and read, and takes every value.
   *
   * @param name its name, in upper case
   * @param number its number in {@code zmq.h}, or -1 if it has none
   * @param type one of Integer, Long, Boolean, Duration, String, byte[] and enums
   * @param initial the value of a new socket
   */
  public static <T> Option<T> of(String name, int number, Class<T> type, T initial) {
    return new Option<>(
        name, number, type, initial, Access.BOTH, value -> true, "any value", Set.of());
  }

  /** This option, but taking only some values, which the text names. */
  public Option<T> where(Predicate<T> test, String text) {
    return new Option<>(name, number, type, initial, access, test, text, socketTypes);
  }

  /** This option, but only to be set, or only to be read. */
  public Option<T> only(Access to) {
    return new Option<>(name, number, type, initial, to, valid, range, socketTypes);
  }

  /** This option, but only on sockets of these types. */
  public Option<T> on(String... types) {
    return new Option<>(
        name, number, type, initial, access, valid, range, new TreeSet<>(List.of(types)));
  }

  /** The name, without {@code ZMQ_}. */
  public String name() {
    return name;
  }

  /** The number in {@code zmq.h}; -1 for an option that libzmq does not have. */
  public int number() {
    return number;
  }

  /** The type of the values. */
  public Class<T> type() {
    return type;
  }

  /** The value of a new socket. */
  public T initial() {
    return initial;
  }

  /** Whether it can be set and read. */
  public Access access() {
    return access;
  }

  /** Whether sockets of this type have it. */
  public boolean appliesTo(SocketType<?> socketType) {
    return socketTypes.isEmpty() || socketTypes.contains(socketType.name());
  }

  /** The names of the types of sockets that have it; empty if all have. */
  public Set<String> owners() {
    return socketTypes;
  }

  /**
   * Checks that a value can be set on a socket of this type.
   *
   * @throws InvalidOptionException if not, with the reason
   */
  public void check(SocketType<?> socketType, T value) {
    Objects.requireNonNull(value, () -> "the value of option " + name);
    if (!appliesTo(socketType)) {
      throw new InvalidOptionException(
          "a " + socketType + " socket has no option " + name + ": it belongs to " + owners());
    }
    if (access == Access.GET) {
      throw new InvalidOptionException("option " + name + " can only be read");
    }
    if (!valid.test(value)) {
      throw new InvalidOptionException(
          "option " + name + " cannot be " + show(value) + ": use " + range);
    }
  }

  /**
   * Reads a value from text, as on a command line: numbers in decimal, times in milliseconds or as
   * {@code 250ms}, {@code 1.5s}, {@code 2m} or {@code 1h}, flags as 0, 1, true or false, bytes as
   * text or {@code 0x} and hexadecimal, constants by name in upper or lower case.
   *
   * @throws InvalidOptionException if the text is no such value
   */
  public T parse(String text) {
    try {
      return type.cast(parseAs(text.trim()));
    } catch (IllegalArgumentException e) {
      throw new InvalidOptionException(
          "option " + name + " cannot be \"" + text + "\": use " + form() + range, e);
    }
  }

  /** How its values are written as text, where the range does not say so. */
  private String form() {
    if (type == Duration.class) {
      return "a time such as 250ms or 2s, ";
    } else if (type == Integer.class || type == Long.class) {
      return "a whole number, ";
    }
    return "";
  }

  private Object parseAs(String text) {
    if (type == Integer.class) {
      return Integer.valueOf(text);
    } else if (type == Long.class) {
      return Long.valueOf(text);
    } else if (type == Boolean.class) {
      return parseFlag(text);
    } else if (type == Duration.class) {
      return parseDuration(text);
    } else if (type == byte[].class) {
      return text.startsWith("0x")
          ? HexFormat.of().parseHex(text.substring(2))
          : text.getBytes(StandardCharsets.UTF_8);
    } else if (type.isEnum()) {
      return constant(text);
    }
    return text;
  }

  private List<T> constants() {
    return List.of(type.getEnumConstants());
  }

  private T constant(String text) {
    for (T constant : constants()) {
      if (((Enum<?>) constant).name().equals(text.toUpperCase(Locale.ROOT))) {
        return constant;
      }
    }
    throw new IllegalArgumentException(text);
  }

  private static Boolean parseFlag(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "1", "true" -> true;
      case "0", "false" -> false;
      default -> throw new IllegalArgumentException(text);
    };
  }

  private static Duration parseDuration(String text) {
    int end = text.length();
    while (end > 0 && Character.isLetter(text.charAt(end - 1))) {
      end--;
    }
    long unitMillis =
        switch (text.substring(end)) {
          case "", "ms" -> 1;
          case "s" -> 1_000;
          case "m" -> 60_000;
          case "h" -> 3_600_000;
          default -> throw new IllegalArgumentException(text);
        };
    BigDecimal millis =
        new BigDecimal(text.substring(0, end)).multiply(BigDecimal.valueOf(unitMillis));
    if (millis.abs().compareTo(MOST_MILLIS) > 0) {
      throw new IllegalArgumentException(text);
    }
    return Duration.ofNanos(millis.movePointRight(6).longValue());
  }

  /**
   * Reads a value as {@code zmq_setsockopt} takes it: integers in native byte order, times in
   * milliseconds, flags and the places of constants as integers.
   *
   * @throws InvalidOptionException if the number of bytes is wrong
   */
  public T fromBytes(byte[] bytes) {
    if (type == byte[].class) {
      return type.cast(bytes.clone());
    } else if (type == String.class) {
      return type.cast(new String(bytes, StandardCharsets.UTF_8));
    }
    int size = type == Long.class ? Long.BYTES : Integer.BYTES;
    if (bytes.length != size) {
      throw new InvalidOptionException(
          "option " + name + " takes " + size + " bytes, not " + bytes.length);
    }
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
    long number = size == Long.BYTES ? buffer.getLong() : buffer.getInt();
    if (type == Long.class) {
      return type.cast(number);
    } else if (type == Duration.class) {
      return type.cast(Duration.ofMillis(number));
    } else if (type == Boolean.class) {
      if (number != 0 && number != 1) {
        throw new InvalidOptionException("option " + name + " cannot be " + number + ": use 0, 1");
      }
      return type.cast(number == 1);
    } else if (type.isEnum()) {
      if (number < 0 || number >= constants().size()) {
        throw new InvalidOptionException(
            "option " + name + " cannot be " + number + ": use " + range);
      }
      return constants().get((int) number);
    }
    return type.cast((int) number);
  }

  /** Writes a value as {@code zmq_getsockopt} gives it. */
  public byte[] toBytes(T value) {
    if (value instanceof byte[] bytes) {
      return bytes.clone();
    } else if (value instanceof String text) {
      return text.getBytes(StandardCharsets.UTF_8);
    } else if (value instanceof Long number) {
      return ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder()).putLong(number).array();
    }
    int number =
        value instanceof Duration time
            ? (int) Math.min(Integer.MAX_VALUE, time.toMillis())
            : value instanceof Boolean flag
                ? (flag ? 1 : 0)
                : value instanceof Enum<?> ? constants().indexOf(value) : (Integer) value;
    return ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.nativeOrder()).putInt(number).array();
  }

  private static String show(Object value) {
    if (value instanceof byte[] bytes) {
      return bytes.length
          + " bytes "
          + HexFormat.of().formatHex(bytes.length > 16 ? Arrays.copyOf(bytes, 16) : bytes);
    }
    return value instanceof Duration time ? time.toMillis() + " ms" : String.valueOf(value);
  }

  @Override
  public String toString() {
    return name;
  }
}
