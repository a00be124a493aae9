// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.socket;

import io.nightjar.Message;
import io.nightjar.queue.QueueUnavailableException;
import java.util.ArrayList;
import java.util.List;

/**
 * An answer as the client reads it.
 *
 * @param interrupted the thread was interrupted while it waited; its flag is clear
 */
record Reply(Message message, boolean interrupted) {
  private static final int KIND = 2;
  private static final int FIRST = 3;

  static boolean isAnswer(Message message) {
    return message.size() > KIND
        && (message.text(0).equals(Protocol.VERSION)
            || (message.text(0).startsWith(Protocol.FAMILY)
                && message.text(KIND).equals(Protocol.ERROR)));
  }

  static String idOf(Message message) {
    return message.text(1);
  }

  String kind() {
    return message.text(KIND);
  }

  boolean is(String kind) {
    return kind().equals(kind);
  }

  /** The number of frames behind the kind. */
  int size() {
    return message.size() - FIRST;
  }

  String text(int index) {
    if (index >= size()) {
      throw new QueueUnavailableException(
          "the server's answer " + kind() + " lacks frame " + (FIRST + index));
    }
    return message.text(FIRST + index);
  }

  int number(int index) {
    try {
      return Integer.parseInt(text(index));
    } catch (NumberFormatException e) {
      throw new QueueUnavailableException(
          "the server's answer " + kind() + " has \"" + text(index) + "\" where a number belongs",
          e);
    }
  }

  byte[] bytes(int index) {
    return message.bytes(FIRST + index);
  }

  /** All frames behind the kind. */
  List<String> texts() {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < size(); i++) {
      texts.add(text(i));
    }
    return texts;
  }
}
