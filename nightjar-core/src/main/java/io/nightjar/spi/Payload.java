// SPDX-License-Identifier: Apache-2.0
package io.nightjar.spi;

import io.nightjar.Message;
import io.nightjar.pipe.FrameQueue;

/**
 * A message on its way out, in whatever form the caller gave it. Valid only during the call it is
 * given to.
 */
public interface Payload {
  /** The number of frames. */
  int size();

  /** The number of bytes of a frame. */
  int length(int frame);

  /** A byte of a frame. */
  byte byteAt(int frame, int index);

  /** A copy of a frame. */
  byte[] bytes(int frame);

  /** Puts the frames from this one on into a queue; the last of them ends the message. */
  void putFrom(int frame, FrameQueue queue);

  /** The frames from this one on, as a message that can be kept. */
  Message toMessage(int from);
}
