// SPDX-License-Identifier: Apache-2.0
package io.nightjar.engine;

import io.nightjar.wire.Frames;
import io.nightjar.wire.ProtocolException;
import io.nightjar.wire.V1Codec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;

/**
 * A channel to a peer of ZMTP 1.0: what is read and written here is in the framing of ZMTP 3. One
 * thread at a time may read, and one may write.
 */
final class V1Channel implements ByteChannel {
  private static final int BUFFER = 8 * 1024;

  private final ByteChannel channel;
  private final V1Codec codec;
  private ByteBuffer incoming = ByteBuffer.allocate(BUFFER);
  private final ByteBuffer outgoing = ByteBuffer.allocate(BUFFER);
  private boolean ended;
  private boolean holdsMore;

  V1Channel(ByteChannel channel, long maxFrame) {
    this.channel = channel;
    this.codec = new V1Codec(maxFrame);
    outgoing.limit(0);
  }

  /** Takes bytes that arrived with the handshake. */
  void push(ByteBuffer bytes) {
    if (bytes.remaining() > incoming.remaining()) {
      incoming = ByteBuffer.allocate(bytes.remaining());
    }
    incoming.put(bytes);
  }

  /** Whether bytes of the peer are here that did not fit where the last read put the others. */
  boolean holdsMore() {
    return holdsMore;
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    int before = target.position();
    if (!ended && channel.read(incoming) < 0) {
      ended = true;
    }
    incoming.flip();
    try {
      codec.decode(incoming, target);
      holdsMore = incoming.hasRemaining() && target.remaining() < Frames.MAX_HEADER;
    } catch (ProtocolException e) {
      throw new IOException(e.getMessage(), e);
    } finally {
      incoming.compact();
    }
    int count = target.position() - before;
    return count == 0 && ended ? -1 : count;
  }

  /**
   * Takes as much as it has room for. What it took but could not write goes with the next call,
   * which may have nothing of its own.
   */
  @Override
  public int write(ByteBuffer source) throws IOException {
    int before = source.position();
    while (true) {
      channel.write(outgoing);
      if (outgoing.hasRemaining()) {
        return source.position() - before;
      }
      if (!source.hasRemaining()) {
        return source.position() - before;
      }
      outgoing.clear();
      int start = source.position();
      codec.encode(source, outgoing);
      outgoing.flip();
      if (source.position() == start && !outgoing.hasRemaining()) {
        return source.position() - before;
      }
    }
  }

  @Override
  public boolean isOpen() {
    return channel.isOpen();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
