// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * A connection to another process on the queue. Who connects says its member number and slot; from
 * then on every byte is a ring, the {@linkplain Kind bits} of what may be over. Its end is the end
 * of the process.
 */
final class Bell {
  private static final int GREETING = Long.BYTES + Integer.BYTES;

  private final SocketChannel channel;
  private final ByteBuffer input = ByteBuffer.allocate(256);

  /** Read by any thread, written by the thread of the {@link Bells}. */
  private volatile @Nullable Member member;

  private Bell(SocketChannel channel, @Nullable Member member) {
    this.channel = channel;
    this.member = member;
  }

  static Bell accepted(SocketChannel channel) throws IOException {
    channel.configureBlocking(false);
    return new Bell(channel, null);
  }

  /** Says who we are to a member that we connected to. */
  static Bell connected(SocketChannel channel, Member to, Member self) throws IOException {
    ByteBuffer greeting = ByteBuffer.allocate(GREETING).putLong(self.id()).putInt(self.slot());
    greeting.flip();
    channel.configureBlocking(false); // first: an interrupt does not close it from now on
    while (greeting.hasRemaining()) {
      channel.write(greeting);
    }
    return new Bell(channel, to);
  }

  @Nullable Member member() {
    return member;
  }

  SelectionKey register(java.nio.channels.Selector selector) throws IOException {
    return channel.register(selector, SelectionKey.OP_READ, this);
  }

  /** Lets the other process look. Never waits: a full channel holds rings enough. */
  void ring(int bits) {
    try {
      int written = channel.write(ByteBuffer.wrap(new byte[] {(byte) bits}));
      assert written <= 1 : written;
    } catch (IOException e) {
      // Its end is seen by who reads.
    }
  }

  /** Reads what is there: the bits of all rings; -1 at the end. */
  int read() {
    int bits = 0;
    try {
      while (true) {
        int count = channel.read(input);
        if (count < 0) {
          return -1;
        }
        input.flip();
        if (member == null && input.remaining() >= GREETING) {
          member = new Member(input.getLong(), input.getInt(), "");
        }
        while (member != null && input.hasRemaining()) {
          bits |= input.get();
        }
        input.compact();
        if (count == 0) {
          return bits & Kind.ALL;
        }
      }
    } catch (IOException e) {
      return -1;
    }
  }

  void close() {
    try {
      channel.close();
    } catch (IOException e) {
      // Nobody reads what was to be written.
    }
  }
}
