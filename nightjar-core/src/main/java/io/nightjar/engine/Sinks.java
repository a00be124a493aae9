// SPDX-License-Identifier: Apache-2.0
package io.nightjar.engine;

import io.nightjar.Message;
import io.nightjar.pipe.FrameReader;
import io.nightjar.pipe.Pipe;
import io.nightjar.spi.Sink;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The forms in which callers take messages. */
final class Sinks {
  /** Into a message. */
  static final Sink<Message> MESSAGE = new ToMessage();

  /** Into an array; a message of several frames becomes a {@link Message}. */
  static final Sink<Object> BYTES = new ToBytes();

  private Sinks() {}

  private static final class ToMessage implements Sink<Message> {
    @Override
    public Message take(Pipe pipe, byte @Nullable [] prefix, FrameReader reader) {
      return pipe.toMessage(prefix, reader);
    }

    @Override
    public Message take(Message message) {
      return message;
    }
  }

  private static final class ToBytes implements Sink<Object> {
    @Override
    public Object take(Pipe pipe, byte @Nullable [] prefix, FrameReader reader) {
      return prefix == null && !reader.hasMore()
          ? reader.toArray()
          : pipe.toMessage(prefix, reader);
    }

    @Override
    public Object take(Message message) {
      return message.size() == 1 ? message.bytes(0) : message;
    }
  }

  /**
   * Into a buffer of the caller, which is what the taking gives; a message that does not fit
   * becomes a {@link Message}. Used again and again under the receive lock.
   */
  static final class ToBuffer implements Sink<Object> {
    private static final ByteBuffer NONE = ByteBuffer.allocate(0);

    // Callers use a buffer many times, and then nothing is stored for a message.
    private ByteBuffer target = NONE;
    private int length;

    @SuppressWarnings("ReferenceEquality") // it is this buffer or another one
    ToBuffer into(ByteBuffer buffer) {
      if (target != buffer) {
        target = buffer;
      }
      return this;
    }

    /** How many bytes the last message had that went into the buffer. */
    int length() {
      return length;
    }

    /** Forgets the buffer. */
    void clear() {
      target = NONE;
    }

    @Override
    public Object take(Pipe pipe, byte @Nullable [] prefix, FrameReader reader) {
      ByteBuffer buffer = target;
      if (prefix == null && !reader.hasMore() && reader.length() <= buffer.remaining()) {
        length = reader.length();
        reader.copyTo(buffer);
        return buffer;
      }
      return pipe.toMessage(prefix, reader);
    }

    @Override
    public Object take(Message message) {
      ByteBuffer buffer = target;
      if (message.size() == 1 && message.length(0) <= buffer.remaining()) {
        length = message.length(0);
        buffer.put(message.buffer(0));
        return buffer;
      }
      return message;
    }
  }
}
