// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.socket;

import io.nightjar.Message;
import io.nightjar.queue.QueueUnavailableException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An answer as the client reads it.
 *
 * @param from the address that was asked, for texts
 * @param interrupted the thread was interrupted while it waited; its flag is clear
 */
record Reply(String from, Message message, boolean interrupted) {
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
      throw odd(from, kind() + " lacks frame " + (FIRST + index), null);
    }
    return message.text(FIRST + index);
  }

  int number(int index) {
    try {
      return Integer.parseInt(text(index));
    } catch (NumberFormatException e) {
      throw odd(from, kind() + " has \"" + text(index) + "\" where a number belongs", e);
    }
  }

  /** Something else answers there, or another version of the server. */
  static QueueUnavailableException odd(String from, String what, @Nullable Exception cause) {
    return new QueueUnavailableException(
        from
            + ": the answer "
            + what
            + "; see that a QueueServer runs there, and use one version of Nightjar on both sides",
        cause);
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
