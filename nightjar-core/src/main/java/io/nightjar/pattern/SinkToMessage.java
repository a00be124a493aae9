// SPDX-License-Identifier: Apache-2.0
package io.nightjar.pattern;

import io.nightjar.Message;
import io.nightjar.pipe.FrameReader;
import io.nightjar.pipe.Pipe;
import java.util.ArrayList;
import java.util.List;

/** Makes messages of what lies in pipes, for patterns that keep some. */
final class SinkToMessage {
  private final List<byte[]> frames = new ArrayList<>();

  /** The current frame of the reader and all that follow. */
  Message read(Pipe pipe, FrameReader reader) {
    frames.clear();
    do {
      frames.add(reader.toArray());
    } while (reader.nextFrame());
    Message message = Message.wrap(frames.toArray(new byte[0][]), pipe.properties());
    frames.clear();
    return message;
  }
}
