// SPDX-License-Identifier: Apache-2.0
package io.nightjar.engine;

import io.nightjar.Message;
import io.nightjar.pipe.FrameQueue;
import io.nightjar.spi.Form;
import java.nio.ByteBuffer;

/** The forms in which callers give messages. */
final class Forms {
  /** One frame, in an array that the caller keeps. */
  static final Form<byte[]> ARRAY = new OfArray();

  /** One frame, what remains of a buffer that the caller keeps. */
  static final Form<ByteBuffer> BUFFER = new OfBuffer();

  /** A message. */
  static final Form<Message> MESSAGE = new OfMessage();

  private Forms() {}

  private static final class OfArray implements Form<byte[]> {
    @Override
    public int size(byte[] body) {
      return 1;
    }

    @Override
    public int length(byte[] body, int frame) {
      return body.length;
    }

    @Override
    public byte byteAt(byte[] body, int frame, int index) {
      return body[index];
    }

    @Override
    public byte[] bytes(byte[] body, int frame) {
      return body.clone();
    }

    @Override
    public void put(byte[] body, int from, FrameQueue queue) {
      queue.put(body, 0, body.length, false);
    }

    @Override
    public Message toMessage(byte[] body, int from) {
      return Message.of(body);
    }
  }

  private static final class OfBuffer implements Form<ByteBuffer> {
    @Override
    public int size(ByteBuffer body) {
      return 1;
    }

    @Override
    public int length(ByteBuffer body, int frame) {
      return body.remaining();
    }

    @Override
    public byte byteAt(ByteBuffer body, int frame, int index) {
      return body.get(body.position() + index);
    }

    @Override
    public byte[] bytes(ByteBuffer body, int frame) {
      byte[] copy = new byte[body.remaining()];
      body.get(body.position(), copy);
      return copy;
    }

    @Override
    public void put(ByteBuffer body, int from, FrameQueue queue) {
      queue.put(body, body.position(), body.remaining(), false);
    }

    @Override
    public Message toMessage(ByteBuffer body, int from) {
      return Message.wrap(bytes(body, 0));
    }
  }

  private static final class OfMessage implements Form<Message> {
    @Override
    public int size(Message message) {
      return message.size();
    }

    @Override
    public int length(Message message, int frame) {
      return message.length(frame);
    }

    @Override
    public byte byteAt(Message message, int frame, int index) {
      return message.byteAt(frame, index);
    }

    @Override
    public byte[] bytes(Message message, int frame) {
      return message.bytes(frame);
    }

    @Override
    public void put(Message message, int from, FrameQueue queue) {
      message.putFrames(from, queue::putShared);
    }

    @Override
    public Message toMessage(Message message, int from) {
      return from == 0 ? message : message.dropFrames(from);
    }
  }
}
