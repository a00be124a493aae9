// SPDX-License-Identifier: Apache-2.0
package io.nightjar.cli;

import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.UnmatchedArgumentException;

/** A command that there is not, and those that were perhaps meant. */
final class Unknown {
  private static final int LONG_WORD = 5;

  private Unknown() {}

  static String command(UnmatchedArgumentException e) {
    String word = e.getUnmatched().get(0);
    List<String> near =
        e.getCommandLine().getSubcommands().entrySet().stream()
            .filter(known -> !isHidden(known))
            .map(Map.Entry::getKey)
            .filter(name -> isNear(word, name))
            .toList();
    String meant = near.isEmpty() ? "" : "; did you mean " + String.join(" or ", near) + "?";
    return "unknown command '" + word + "'" + meant;
  }

  private static boolean isHidden(Map.Entry<String, CommandLine> known) {
    return known.getValue().getCommandSpec().usageMessage().hidden();
  }

  private static boolean isNear(String word, String name) {
    boolean begins = word.length() > 1 && name.startsWith(word);
    return begins || edits(word, name) <= (word.length() < LONG_WORD ? 1 : 2);
  }

  /** How many letters are wrong, missing or too many. */
  private static int edits(String word, String name) {
    int[] above = new int[name.length() + 1];
    for (int j = 0; j <= name.length(); j++) {
      above[j] = j;
    }
    for (int i = 1; i <= word.length(); i++) {
      int[] row = new int[name.length() + 1];
      row[0] = i;
      for (int j = 1; j <= name.length(); j++) {
        int other = above[j - 1] + (word.charAt(i - 1) == name.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(other, 1 + Math.min(above[j], row[j - 1]));
      }
      above = row;
    }
    return above[name.length()];
  }
}
