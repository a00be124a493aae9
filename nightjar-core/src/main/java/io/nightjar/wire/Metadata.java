// SPDX-License-Identifier: Apache-2.0
package io.nightjar.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What a peer tells about itself in its handshake (RFC 37, metadata): named values in order, found
 * by name whatever its case. Of two with the same name the first counts. Immutable.
 */
public final class Metadata {
  /** No properties. */
  public static final Metadata EMPTY = new Metadata(List.of());

  /** Name of the property that tells the socket type. */
  public static final String SOCKET_TYPE = "Socket-Type";

  /** Name of the property that tells the identity. */
  public static final String IDENTITY = "Identity";

  /** How many properties a peer may tell. */
  public static final int MAX_PROPERTIES = 256;

  private static final int MAX_NAME = 255;

  private static final class Property {
    private final String name;
    private final byte[] value;

    Property(String name, byte[] value) {
      this.name = name;
      this.value = value;
    }
  }

  private final List<Property> properties;

  private Metadata(List<Property> properties) {
    this.properties = List.copyOf(properties);
  }

  /** These properties and one more. */
  public Metadata with(String name, byte[] value) {
    if (name.isEmpty() || name.length() > MAX_NAME) {
      throw new IllegalArgumentException("a property's name has 1 to 255 characters: " + name);
    }
    if (!ISO_8859_1.newEncoder().canEncode(name)) {
      throw new IllegalArgumentException(
          "a property's name has characters beyond Latin-1: " + name);
    }
    List<Property> more = new ArrayList<>(properties);
    more.add(new Property(name, value.clone()));
    return new Metadata(more);
  }

  /** These properties and one more, whose value is this text in UTF-8. */
  public Metadata with(String name, String value) {
    return with(name, value.getBytes(UTF_8));
  }

  /** These properties and then those. */
  public Metadata with(Metadata others) {
    List<Property> more = new ArrayList<>(properties);
    more.addAll(others.properties);
    return new Metadata(more);
  }

  /** How many there are. */
  public int size() {
    return properties.size();
  }

  /** The names in order, as they were written. */
  public List<String> names() {
    return properties.stream().map(property -> property.name).toList();
  }

  /** A copy of a value; null if there is none of this name. */
  public byte @Nullable [] bytes(String name) {
    byte[] value = find(name);
    return value == null ? null : value.clone();
  }

  /** A value as UTF-8 text; null if there is none of this name. */
  public @Nullable String text(String name) {
    byte[] value = find(name);
    return value == null ? null : new String(value, UTF_8);
  }

  private byte @Nullable [] find(String name) {
    for (Property property : properties) {
      if (property.name.equalsIgnoreCase(name)) {
        return property.value;
      }
    }
    return null;
  }

  /** Shows all of them in order, names as written, each value as a copy. */
  public void forEach(BiConsumer<String, byte[]> action) {
    for (Property property : properties) {
      action.accept(property.name, property.value.clone());
    }
  }

  /** The form on the wire: name length (1 byte), name, value length (4 bytes), value. */
  public byte[] encode() {
    int size = 0;
    for (Property property : properties) {
      size = Math.addExact(size, 1 + property.name.length() + Integer.BYTES);
      size = Math.addExact(size, property.value.length);
    }
    ByteBuffer out = ByteBuffer.allocate(size);
    for (Property property : properties) {
      out.put((byte) property.name.length()).put(property.name.getBytes(ISO_8859_1));
      out.putInt(property.value.length).put(property.value);
    }
    return out.array();
  }

  /**
   * Reads a buffer to its end.
   *
   * @throws ProtocolException if a name is empty, a length reaches beyond the end, or there are
   *     more than {@link #MAX_PROPERTIES}
   */
  public static Metadata decode(ByteBuffer in) throws ProtocolException {
    List<Property> properties = new ArrayList<>();
    while (in.hasRemaining()) {
      if (properties.size() == MAX_PROPERTIES) {
        throw invalid("more than " + MAX_PROPERTIES + " properties");
      }
      String name = new String(take(in, in.get() & 0xFF, "name"), ISO_8859_1);
      if (name.isEmpty()) {
        throw invalid("a property without a name");
      }
      if (in.remaining() < Integer.BYTES) {
        throw invalid("the value of " + Excerpt.of(name) + " is missing");
      }
      properties.add(new Property(name, take(in, in.getInt(), "value")));
    }
    return properties.isEmpty() ? EMPTY : new Metadata(properties);
  }

  private static byte[] take(ByteBuffer in, int length, String what) throws ProtocolException {
    if (length < 0 || length > in.remaining()) {
      throw invalid(
          "a property's "
              + what
              + " of "
              + Integer.toUnsignedString(length)
              + " bytes where "
              + in.remaining()
              + " are left");
    }
    byte[] bytes = new byte[length];
    in.get(bytes);
    return bytes;
  }

  private static ProtocolException invalid(String message) {
    return new ProtocolException(ProtocolError.ZMTP_INVALID_METADATA, message);
  }

  @Override
  public String toString() {
    return names().toString();
  }
}
