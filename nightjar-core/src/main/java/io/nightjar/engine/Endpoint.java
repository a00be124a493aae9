// SPDX-License-Identifier: Apache-2.0
package io.nightjar.engine;

import io.nightjar.InvalidEndpointException;
import java.util.Objects;

/** An endpoint, taken apart. */
record Endpoint(String whole, String scheme, String address) {
  static Endpoint parse(String text) {
    Objects.requireNonNull(text, "endpoint");
    int mark = text.indexOf("://");
    if (mark <= 0 || mark + 3 == text.length()) {
      throw new InvalidEndpointException(
          "malformed endpoint \""
              + text
              + "\": write transport://address, as in"
              + " tcp://127.0.0.1:5555");
    }
    return new Endpoint(text, text.substring(0, mark), text.substring(mark + 3));
  }

  boolean isInproc() {
    return scheme.equals(InprocNames.SCHEME);
  }
}
