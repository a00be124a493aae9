// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.socket;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.nightjar.Message;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A request as the server reads it: version, id, verb, queue, and what the verb needs. What is
 * wrong throws {@link RefusedException}.
 */
final class Request {
  private static final int VERSION = 1;
  private static final int ID = 2;
  private static final int VERB = 3;
  private static final int QUEUE = 4;
  private static final int FIRST = 5;

  private static final int LONGEST_ID = 64;
  private static final int LONGEST_TEXT = 10_000;
  private static final int SHOWN = 40;

  private final Message message;
  private final String id;
  private final String verb;
  private final String queue;

  private Request(Message message) {
    this.message = message;
    this.id = new String(word(ID), ISO_8859_1);
    this.verb = new String(word(VERB), UTF_8);
    this.queue = text(QUEUE);
  }

  static Request read(Message message) {
    String version = message.size() > VERSION ? shown(message, VERSION) : "";
    if (!version.equals(Protocol.VERSION)) {
      boolean other = version.startsWith(Protocol.FAMILY);
      throw new RefusedException(
          other ? Fault.VERSION : Fault.MALFORMED,
          "this server speaks "
              + Protocol.VERSION
              + (other
                  ? " and not " + version + ": " + update(version)
                  : "; a message begins with a frame that says so"));
    }
    if (message.size() < FIRST) {
      throw new RefusedException(
          Fault.MALFORMED,
          "a request has the frames version, id, verb and queue, and not " + (message.size() - 1));
    }
    return new Request(message);
  }

  /** The older side is to be updated. */
  private static String update(String version) {
    return version.length() > Protocol.VERSION.length() || version.compareTo(Protocol.VERSION) > 0
        ? "update the server"
        : "update the client";
  }

  /**
   * The id of whatever this is, for an error answer; empty if there is none. An id is any bytes, of
   * which each is a character here: as UTF-8 two of them could be one.
   */
  static String idOf(Message message) {
    return message.size() > ID && message.length(ID) <= LONGEST_ID
        ? new String(message.bytes(ID), ISO_8859_1)
        : "";
  }

  private static String shown(Message message, int frame) {
    ByteBuffer bytes = message.buffer(frame);
    return UTF_8.decode(bytes.limit(Math.min(SHOWN, bytes.limit()))).toString();
  }

  String id() {
    return id;
  }

  String verb() {
    return verb;
  }

  String queue() {
    return queue;
  }

  /** The number of frames behind the queue. */
  int size() {
    return message.size() - FIRST;
  }

  /** A frame behind the queue, as text. */
  String text(int index, String what) {
    require(index, what);
    return text(FIRST + index);
  }

  /** The id of another request, in a frame behind the queue. */
  String otherId(int index) {
    require(index, "id");
    return new String(word(FIRST + index), ISO_8859_1);
  }

  /** A number in a frame behind the queue. */
  long number(int index, String what, long least, long most) {
    String text = text(index, what);
    try {
      long number = Long.parseLong(text);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Told below.
    }
    throw malformed(
        what + " is \"" + shown(message, FIRST + index) + "\", not " + least + " to " + most);
  }

  /** Milliseconds in a frame behind the queue. */
  Duration time(int index, String what) {
    return Duration.ofMillis(number(index, what, 0, Duration.ofDays(3650).toMillis()));
  }

  /** How long to wait; bounded. */
  Duration wait(int index) {
    Duration wait = time(index, "wait");
    return wait.toMillis() > Protocol.LONGEST_WAIT
        ? Duration.ofMillis(Protocol.LONGEST_WAIT)
        : wait;
  }

  /** The frames from one behind the queue on. */
  List<byte[]> rest(int index, String what) {
    require(index, what);
    List<byte[]> frames = new ArrayList<>();
    message.putFrames(FIRST + index, (body, more) -> frames.add(body));
    return frames;
  }

  RefusedException malformed(String text) {
    return new RefusedException(Fault.MALFORMED, "the request " + verb + ": " + text);
  }

  private void require(int index, String what) {
    if (index >= size()) {
      throw malformed("frame " + (FIRST + index) + ", " + what + ", is missing");
    }
  }

  private byte[] word(int frame) {
    if (message.length(frame) > LONGEST_ID || message.length(frame) == 0) {
      throw new RefusedException(
          Fault.MALFORMED,
          (frame == VERB ? "the verb" : "the id")
              + " of a request has 1 to "
              + LONGEST_ID
              + " bytes");
    }
    return message.bytes(frame);
  }

  private String text(int frame) {
    if (message.length(frame) > LONGEST_TEXT) {
      throw new RefusedException(
          Fault.MALFORMED,
          "frame " + frame + " is a text of more than " + LONGEST_TEXT + " bytes: shorten it");
    }
    return message.text(frame);
  }
}
