// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.json;

import io.nightjar.queue.Codec;
import io.nightjar.queue.spi.Library;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;

/**
 * Values as JSON in UTF-8. Needs {@code tools.jackson.core:jackson-databind}.
 *
 * @param <T> the values
 */
public final class JsonCodec<T> implements Codec<T> {
  private final ObjectMapper mapper;
  private final JavaType type;

  private JsonCodec(ObjectMapper mapper, JavaType type) {
    this.mapper = mapper;
    this.type = type;
  }

  /** Values of a class or record. */
  public static <T> JsonCodec<T> of(Class<T> type) {
    Library.require(
        "JsonCodec",
        "tools.jackson.databind.json.JsonMapper",
        "tools.jackson.core:jackson-databind");
    return Mappers.codec(type);
  }

  /** Values of a class or record, with a mapper of your own. */
  public static <T> JsonCodec<T> of(ObjectMapper mapper, Class<T> type) {
    return new JsonCodec<>(mapper, mapper.constructType(type));
  }

  /** Values of a generic type, such as a list of records, with a mapper of your own. */
  public static <T> JsonCodec<T> of(ObjectMapper mapper, TypeReference<T> type) {
    return new JsonCodec<>(mapper, mapper.constructType(type));
  }

  @Override
  public byte[] encode(T value) {
    return mapper.writeValueAsBytes(value);
  }

  @Override
  public T decode(byte[] bytes) {
    T value = mapper.readValue(bytes, type);
    if (value == null) {
      throw new IllegalArgumentException("JSON null is no value of " + type.toCanonical());
    }
    return value;
  }

  @Override
  public String toString() {
    return "JsonCodec of " + type.toCanonical();
  }

  /** Loaded when the library is known to be there. */
  private static final class Mappers {
    private static final JsonMapper DEFAULT = new JsonMapper();

    private static <T> JsonCodec<T> codec(Class<T> type) {
      return of(DEFAULT, type);
    }
  }
}
