// SPDX-License-Identifier: Apache-2.0
package io.nightjar.examples.modelserver.http;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Reads the body of a request, such as {@code {"features": [0.3, -0.2]}}, and trusts nothing. */
final class FeatureReader {
  private static final int MAX_BYTES = 1 << 14;
  private static final JsonMapper MAPPER = new JsonMapper();

  @SuppressWarnings("ArrayRecordComponent") // taken apart at once
  private record Body(double @Nullable [] features) {}

  private final int count;

  FeatureReader(int count) {
    this.count = count;
  }

  double[] read(InputStream in) throws IOException, BadRequestException {
    byte[] bytes = in.readNBytes(MAX_BYTES + 1);
    if (bytes.length > MAX_BYTES) {
      throw new BadRequestException(413, "the body has more than " + MAX_BYTES + " bytes");
    }
    double[] features = parse(bytes);
    if (features == null) {
      throw new BadRequestException(400, "send {\"features\": [...]} with " + count + " numbers");
    }
    if (features.length != count) {
      throw new BadRequestException(
          400, "the model wants " + count + " features and got " + features.length);
    }
    if (!Arrays.stream(features).allMatch(Double::isFinite)) {
      throw new BadRequestException(400, "a feature is out of the range of numbers");
    }
    return features;
  }

  private static double @Nullable [] parse(byte[] bytes) throws BadRequestException {
    try {
      Body body = MAPPER.readValue(bytes, Body.class);
      return body == null ? null : body.features();
    } catch (JacksonException e) {
      throw new BadRequestException(400, "cannot read the body: " + e.getOriginalMessage());
    }
  }
}
