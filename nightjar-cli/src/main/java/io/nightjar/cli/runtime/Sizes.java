// SPDX-License-Identifier: Apache-2.0
package io.nightjar.cli.runtime;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads sizes from the command line: {@code 500}, {@code 64k}, {@code 16M}, {@code 1G}. */
public final class Sizes implements ITypeConverter<Integer> {
  private static final Pattern SIZE = Pattern.compile("([0-9]{1,10})([kKMG]?)(?:i?B)?");

  @Override
  public Integer convert(String text) {
    return parse(text);
  }

  /** Reads one size, in bytes. */
  static int parse(String text) {
    Matcher size = SIZE.matcher(text);
    if (!size.matches()) {
      throw refuse(text);
    }
    int shift =
        switch (size.group(2)) {
          case "k", "K" -> 10;
          case "M" -> 20;
          case "G" -> 30;
          default -> 0;
        };
    long bytes = Long.parseLong(size.group(1)) << shift;
    if (bytes > Integer.MAX_VALUE) {
      throw refuse(text);
    }
    return (int) bytes;
  }

  private static TypeConversionException refuse(String text) {
    return new TypeConversionException(
        "'" + text + "' is no size: write 500, 64k or 16M, up to " + Integer.MAX_VALUE + " bytes");
  }
}
