// SPDX-License-Identifier: Apache-2.0
package io.nightjar.examples.modelserver;

import java.util.List;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Why a command line is refused, in a line. */
final class Refusal {
  private Refusal() {}

  static String of(ParameterException e) {
    if (e instanceof UnmatchedArgumentException unmatched) {
      return unknown(unmatched);
    }
    ArgSpec argument = e.getArgSpec();
    String value = e.getValue();
    if (argument instanceof OptionSpec option && value != null) {
      if (option.type() == int.class || option.type() == Integer.class) {
        return number(option, value, Integer.MAX_VALUE);
      } else if (option.type() == long.class || option.type() == Long.class) {
        return number(option, value, Long.MAX_VALUE);
      }
    }
    return String.valueOf(e.getMessage());
  }

  private static String number(OptionSpec option, String value, long most) {
    String bound = value.matches("\\d+") ? " up to " + most : "";
    return option.longestName() + " " + value + ": use a whole number" + bound;
  }

  private static String unknown(UnmatchedArgumentException e) {
    String what = e.getUnmatched().isEmpty() ? "" : e.getUnmatched().get(0);
    if (!what.startsWith("-")) {
      return what + ": there are only options";
    }
    List<String> suggestions = e.getSuggestions();
    return what
        + ": there is no such option"
        + (suggestions.isEmpty() ? "" : "; did you mean " + String.join(" or ", suggestions) + "?");
  }
}
