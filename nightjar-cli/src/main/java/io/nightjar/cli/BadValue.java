// SPDX-License-Identifier: Apache-2.0
package io.nightjar.cli;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the option parser says of a value that it cannot read, in words for people. */
final class BadValue {
  private static final Pattern CHOICE =
      Pattern.compile("expected one of \\[(.*)] \\(case-insensitive\\) but was ('.*')$");

  private static final String WHOLE = "no whole number: write digits alone";
  private static final String UP_TO = ", up to " + Integer.MAX_VALUE;
  private static final String ANY = "no number: write one as 5 or 0.5";

  private BadValue() {}

  static String inWords(String text) {
    Matcher choice = CHOICE.matcher(text);
    if (choice.find()) {
      String names = choice.group(1).toLowerCase(Locale.ROOT);
      return text.substring(0, choice.start()) + choice.group(2) + " is none of " + names;
    }
    return number(number(number(text, "an int", WHOLE + UP_TO), "a long", WHOLE), "a double", ANY);
  }

  private static String number(String text, String type, String words) {
    String end = "' is not " + type;
    return text.endsWith(end)
        ? text.substring(0, text.length() - end.length()) + "' is " + words
        : text;
  }
}
