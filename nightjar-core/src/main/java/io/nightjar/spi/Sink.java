// SPDX-License-Identifier: Apache-2.0
package io.nightjar.spi;

import io.nightjar.Message;
import io.nightjar.pipe.FrameReader;
import io.nightjar.pipe.Pipe;
import org.jspecify.annotations.Nullable;

/** Where a pattern delivers the message that a receive takes, in the form the caller wants. */
public interface Sink {
  /**
   * Takes a message as it lies in a pipe: the current frame of the reader and all that follow.
   *
   * @param prefix a frame to go before them; null for none
   */
  void take(Pipe pipe, byte @Nullable [] prefix, FrameReader reader);

  /** Takes a message that is already an object. */
  void take(Message message);
}
