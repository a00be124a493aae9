// SPDX-License-Identifier: Apache-2.0
package io.nightjar.wire;

import java.nio.ByteBuffer;

/**
 * Subscriptions as a peer of each version understands them: commands from 3.1 on, before that
 * messages of one byte, 1 or 0, and the topic. On receipt both forms count, from everyone.
 */
public final class Subscriptions {
  /** First byte of a message that subscribes. */
  public static final byte SUBSCRIBE = 1;

  /** First byte of a message that cancels a subscription. */
  public static final byte CANCEL = 0;

  private Subscriptions() {}

  /** A whole frame that subscribes to a topic or cancels it, in canonical framing. */
  public static ByteBuffer frame(ProtocolVersion version, boolean subscribe, byte[] topic) {
    if (version.subscribesByCommand()) {
      return subscribe ? Commands.subscribe(topic) : Commands.cancel(topic);
    }
    int length = 1 + topic.length;
    ByteBuffer frame = ByteBuffer.allocate(Frames.headerSize(length) + length);
    frame.position(Frames.putHeader(frame, 0, 0, length));
    return frame.put(subscribe ? SUBSCRIBE : CANCEL).put(topic).flip();
  }
}
