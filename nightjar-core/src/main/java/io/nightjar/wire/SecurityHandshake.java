// SPDX-License-Identifier: Apache-2.0
package io.nightjar.wire;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One side of a security mechanism, for one connection: exchanges commands with the peer until both
 * know each other's metadata.
 *
 * <p>Called by one thread at a time. It starts nothing and waits for nothing: a mechanism that
 * needs an answer from elsewhere, such as an authenticator's, is paused until {@link #resume}.
 */
public interface SecurityHandshake {
  /** The name in the greeting, such as {@code NULL}: 1 to 20 characters, upper case. */
  String mechanism();

  /** Whether this side is the server of the mechanism. */
  default boolean asServer() {
    return false;
  }

  /**
   * Begins, after the greetings. Whoever speaks first sends its first command.
   *
   * @param own the metadata to tell the peer, now or in a later command
   */
  void start(Metadata own, CommandSink out);

  /**
   * Takes the next command of the peer: never an ERROR, never one without a name, and none while
   * {@link #isPaused} or after {@link #isComplete}.
   *
   * @param body name and data, from position 0 to the limit; valid during the call
   * @throws ProtocolException if the peer is to be refused; what was sent before, such as an ERROR,
   *     still goes out
   */
  void receive(ByteBuffer body, CommandSink out) throws ProtocolException;

  /**
   * Goes on after a pause.
   *
   * @throws ProtocolException as {@link #receive}
   */
  default void resume(CommandSink out) throws ProtocolException {}

  /** Whether it waits for {@link #resume}: until then the peer's bytes stay where they are. */
  default boolean isPaused() {
    return false;
  }

  /** Whether all was said: the next bytes of both sides are traffic. */
  boolean isComplete();

  /**
   * What the peer told about itself; null until it did. As soon as it is there, possibly before the
   * end, the peer's socket type is checked.
   */
  @Nullable Metadata peerMetadata();
}
