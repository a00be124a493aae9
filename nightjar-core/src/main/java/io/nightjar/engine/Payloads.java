// SPDX-License-Identifier: Apache-2.0
package io.nightjar.engine;

import io.nightjar.Message;
import io.nightjar.pipe.FrameQueue;
import io.nightjar.spi.Payload;
import java.nio.ByteBuffer;

/** The forms in which callers give messages. Each is used again and again under the send lock. */
final class Payloads {
  private static final byte[] NONE = {};
  private static final ByteBuffer NO_BUFFER = ByteBuffer.allocate(0);
  private static final Message NO_MESSAGE = Message.wrap(NONE);

  private Payloads() {}

  /** One frame, in an array that the caller keeps. */
  static final class OfArray implements Payload {
    private byte[] body = NONE;

    OfArray with(byte[] array) {
      body = array;
      return this;
    }

    void clear() {
      body = NONE;
    }

    @Override
    public int size() {
      return 1;
    }

    @Override
    public int length(int frame) {
      return body.length;
    }

    @Override
    public byte byteAt(int frame, int index) {
      return body[index];
    }

    @Override
    public byte[] bytes(int frame) {
      return body.clone();
    }

    @Override
    public void putFrom(int frame, FrameQueue queue) {
      queue.put(body, 0, body.length, false);
    }

    @Override
    public Message toMessage(int from) {
      return Message.of(body);
    }
  }

  /** One frame, what remains of a buffer that the caller keeps. */
  static final class OfBuffer implements Payload {
    private ByteBuffer body = NO_BUFFER;

    OfBuffer with(ByteBuffer buffer) {
      body = buffer;
      return this;
    }

    void clear() {
      body = NO_BUFFER;
    }

    @Override
    public int size() {
      return 1;
    }

    @Override
    public int length(int frame) {
      return body.remaining();
    }

    @Override
    public byte byteAt(int frame, int index) {
      return body.get(body.position() + index);
    }

    @Override
    public byte[] bytes(int frame) {
      byte[] copy = new byte[body.remaining()];
      body.get(body.position(), copy);
      return copy;
    }

    @Override
    public void putFrom(int frame, FrameQueue queue) {
      queue.put(body, body.position(), body.remaining(), false);
    }

    @Override
    public Message toMessage(int from) {
      return Message.wrap(bytes(0));
    }
  }

  /** A message. */
  static final class OfMessage implements Payload {
    private Message message = NO_MESSAGE;

    OfMessage with(Message given) {
      message = given;
      return this;
    }

    void clear() {
      message = NO_MESSAGE;
    }

    @Override
    public int size() {
      return message.size();
    }

    @Override
    public int length(int frame) {
      return message.length(frame);
    }

    @Override
    public byte byteAt(int frame, int index) {
      return message.byteAt(frame, index);
    }

    @Override
    public byte[] bytes(int frame) {
      return message.bytes(frame);
    }

    @Override
    public void putFrom(int frame, FrameQueue queue) {
      message.putFrames(frame, queue::putShared);
    }

    @Override
    public Message toMessage(int from) {
      return from == 0 ? message : message.dropFrames(from);
    }
  }
}
