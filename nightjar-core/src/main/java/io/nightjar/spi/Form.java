// SPDX-License-Identifier: Apache-2.0
package io.nightjar.spi;

import io.nightjar.Message;
import io.nightjar.pipe.FrameQueue;

/**
 * How to read a message on its way out, for one of the forms in which callers give it. The message
 * itself is handed on beside its form: to store a reference to each message, for an object that is
 * there for long, makes the garbage collector's write barrier wait for memory every time.
 *
 * @param <B> the type that has this form
 */
public interface Form<B> {
  /** The number of frames. */
  int size(B body);

  /** The number of bytes of a frame. */
  int length(B body, int frame);

  /** A byte of a frame. */
  byte byteAt(B body, int frame, int index);

  /** A copy of a frame. */
  byte[] bytes(B body, int frame);

  /** Puts the frames from this one on into a queue; the last of them ends the message. */
  void put(B body, int from, FrameQueue queue);

  /** The frames from this one on, as a message that can be kept. */
  Message toMessage(B body, int from);
}
