// SPDX-License-Identifier: Apache-2.0
package io.nightjar.engine;

import io.nightjar.Message;
import io.nightjar.pipe.FrameReader;
import io.nightjar.pipe.Pipe;
import io.nightjar.spi.Sink;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The forms in which callers take messages. Each is used again and again under the receive lock;
 * its result is fetched before the lock is given back.
 */
final class Sinks {
  private Sinks() {}

  /** Into a message. */
  static final class ToMessage implements Sink {
    private @Nullable Message result;

    @Override
    public void take(Pipe pipe, byte @Nullable [] prefix, FrameReader reader) {
      result = pipe.toMessage(prefix, reader);
    }

    @Override
    public void take(Message message) {
      result = message;
    }

    Message fetch() {
      Message message = result;
      result = null;
      if (message == null) {
        throw new IllegalStateException("no message was taken");
      }
      return message;
    }
  }

  /** Into an array; a message of several frames is kept aside. */
  static final class ToBytes implements Sink {
    private byte @Nullable [] result;
    private @Nullable Message other;

    @Override
    public void take(Pipe pipe, byte @Nullable [] prefix, FrameReader reader) {
      if (prefix == null && !reader.hasMore()) {
        result = reader.toArray();
      } else {
        other = pipe.toMessage(prefix, reader);
      }
    }

    @Override
    public void take(Message message) {
      if (message.size() == 1) {
        result = message.bytes(0);
      } else {
        other = message;
      }
    }

    /** The array; null if the message has another form, see {@link #fetchOther}. */
    byte @Nullable [] fetch() {
      byte[] bytes = result;
      result = null;
      return bytes;
    }

    Message fetchOther() {
      Message message = require(other);
      other = null;
      return message;
    }
  }

  /** Into a buffer of the caller; a message that does not fit is kept aside. */
  static final class ToBuffer implements Sink {
    private @Nullable ByteBuffer target;
    private int length;
    private @Nullable Message other;

    ToBuffer into(ByteBuffer buffer) {
      target = buffer;
      length = -1;
      return this;
    }

    @Override
    public void take(Pipe pipe, byte @Nullable [] prefix, FrameReader reader) {
      ByteBuffer buffer = target;
      if (prefix == null
          && !reader.hasMore()
          && buffer != null
          && reader.length() <= buffer.remaining()) {
        length = reader.length();
        reader.copyTo(buffer);
      } else {
        other = pipe.toMessage(prefix, reader);
      }
    }

    @Override
    public void take(Message message) {
      ByteBuffer buffer = target;
      if (message.size() == 1 && buffer != null && message.length(0) <= buffer.remaining()) {
        length = message.length(0);
        buffer.put(message.buffer(0));
      } else {
        other = message;
      }
    }

    /** The length; -1 if the message has another form, see {@link #fetchOther}. */
    int fetch() {
      target = null;
      return length;
    }

    Message fetchOther() {
      Message message = require(other);
      other = null;
      return message;
    }
  }

  private static Message require(@Nullable Message message) {
    if (message == null) {
      throw new IllegalStateException("no message was taken");
    }
    return message;
  }
}
