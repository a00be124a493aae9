// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.socket;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.nightjar.Message;
import java.util.ArrayList;
import java.util.List;

/** The frames of a request or an answer behind version and id, as they are written. */
final class Frames {
  private final List<byte[]> frames = new ArrayList<>();

  static Frames of(String word) {
    return new Frames().text(word);
  }

  Frames text(String text) {
    return bytes(text.getBytes(UTF_8));
  }

  Frames number(long number) {
    return text(Long.toString(number));
  }

  Frames bytes(byte[] bytes) {
    frames.add(bytes);
    return this;
  }

  /** The whole message. */
  Message toMessage(String id) {
    return message(List.of(), id);
  }

  /** The whole message, to a peer of a ROUTER. */
  Message toMessage(byte[] peer, String id) {
    return message(List.of(peer), id);
  }

  private Message message(List<byte[]> before, String id) {
    List<byte[]> all = new ArrayList<>(before);
    all.add(Protocol.VERSION.getBytes(UTF_8));
    all.add(id.getBytes(ISO_8859_1)); // any bytes: see Request.idOf
    all.addAll(frames);
    return Message.wrap(all.toArray(byte[][]::new));
  }
}
