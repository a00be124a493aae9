// SPDX-License-Identifier: Apache-2.0
package io.nightjar.cli.format;

/** A JSON object in the making, on one line, its members in the order they were put. */
public final class JsonObject {
  private final StringBuilder members = new StringBuilder();

  /** Puts a text. */
  public JsonObject put(String name, String value) {
    return putText(name, JsonText.quote(value));
  }

  /** Puts a whole number. */
  public JsonObject put(String name, long value) {
    return putText(name, Long.toString(value));
  }

  /** Puts a number, to three decimals. */
  public JsonObject put(String name, double value) {
    return putText(name, Double.toString(Math.round(value * 1000) / 1000.0));
  }

  /** Puts a truth. */
  public JsonObject put(String name, boolean value) {
    return putText(name, Boolean.toString(value));
  }

  /** Puts another object. */
  public JsonObject put(String name, JsonObject value) {
    return putText(name, value.toString());
  }

  private JsonObject putText(String name, String json) {
    members.append(members.length() == 0 ? "" : ",");
    members.append(JsonText.quote(name)).append(':').append(json);
    return this;
  }

  @Override
  public String toString() {
    return "{" + members + "}";
  }
}
