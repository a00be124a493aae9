// SPDX-License-Identifier: Apache-2.0
package io.nightjar.spi;

import io.nightjar.Message;
import io.nightjar.pipe.FrameReader;
import io.nightjar.pipe.Pipe;
import org.jspecify.annotations.Nullable;

/**
 * Makes of a message what the caller of a receive wants to have.
 *
 * @param <R> what it makes; handed back and not stored, as {@link Form} says of messages
 */
public interface Sink<R> {
  /**
   * Takes a message as it lies in a pipe: the current frame of the reader and all that follow.
   *
   * @param prefix a frame to go before them; null for none
   */
  R take(Pipe pipe, byte @Nullable [] prefix, FrameReader reader);

  /** Takes a message that is already an object. */
  R take(Message message);
}
