// SPDX-License-Identifier: Apache-2.0
package io.nightjar.benchmarks.harness;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/**
 * What the JDK can do with no library: one thread a side, blocking channels, no queues. {@code
 * pushpull} writes ZMTP frames in batches of 64 KiB and copies them out on the other side; {@code
 * reqrep} is a ping-pong of bare bytes. A limit, not a goal.
 */
public final class RawNioPeer {
  private static final int BATCH = 65_536;
  private static final int LONG_HEADER = 9;
  private static final int TRIES = 500;

  private final Settings settings;
  private final Meter meter;
  private final Body body;

  private RawNioPeer(Settings settings) {
    this.settings = settings;
    this.meter = new Meter(settings);
    this.body = settings.body();
  }

  /** Runs until it is ended, or until it has measured. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    RawNioPeer peer = new RawNioPeer(new Settings(arguments));
    boolean trips = peer.settings.pattern().equals("reqrep");
    if (trips && peer.settings.loads()) {
      peer.echo(peer.accept());
    } else if (trips) {
      SocketChannel channel = peer.connect();
      peer.measure("ping", () -> peer.ping(channel), true);
    } else if (peer.settings.loads()) {
      peer.writeFrames(peer.connect());
    } else {
      SocketChannel channel = peer.accept();
      peer.measure("read", () -> peer.readFrames(channel), false);
    }
  }

  private void measure(String name, Step work, boolean trips) throws InterruptedException {
    Step.repeat(name, work);
    meter.run(trips);
  }

  // ---- channels ----

  private SocketAddress address() {
    String endpoint = settings.text("endpoint", "");
    return endpoint.startsWith("ipc:")
        ? UnixDomainSocketAddress.of(endpoint.substring("ipc://".length()))
        : new InetSocketAddress(
            InetAddress.getLoopbackAddress(),
            Integer.parseInt(endpoint.substring(endpoint.lastIndexOf(':') + 1)));
  }

  private SocketChannel accept() throws IOException {
    boolean unix = address() instanceof UnixDomainSocketAddress;
    try (ServerSocketChannel listener =
        unix ? ServerSocketChannel.open(StandardProtocolFamily.UNIX) : ServerSocketChannel.open()) {
      listener.bind(address());
      return tuned(listener.accept());
    }
  }

  private SocketChannel connect() throws IOException, InterruptedException {
    for (int i = 0; ; i++) {
      try {
        return tuned(SocketChannel.open(address()));
      } catch (IOException e) {
        if (i == TRIES) {
          throw e;
        }
        Thread.sleep(10);
      }
    }
  }

  private static SocketChannel tuned(SocketChannel channel) throws IOException {
    if (channel.supportedOptions().contains(StandardSocketOptions.TCP_NODELAY)) {
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    }
    return channel;
  }

  private static void fill(SocketChannel channel, ByteBuffer target) throws IOException {
    while (target.hasRemaining()) {
      if (channel.read(target) < 0) {
        throw new EOFException();
      }
    }
  }

  private static void drain(SocketChannel channel, ByteBuffer source) throws IOException {
    while (source.hasRemaining()) {
      channel.write(source);
    }
  }

  // ---- round trips ----

  private void echo(SocketChannel channel) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocateDirect(body.size());
    while (true) {
      fill(channel, buffer.clear());
      drain(channel, buffer.flip());
    }
  }

  private void ping(SocketChannel channel) throws IOException {
    Counter counter = meter.counter();
    ByteBuffer buffer = ByteBuffer.allocateDirect(body.size());
    while (true) {
      long start = System.nanoTime();
      drain(channel, buffer.clear());
      fill(channel, buffer.clear());
      meter.roundTrip(System.nanoTime() - start);
      counter.increment();
    }
  }

  // ---- frames ----

  private static void putHeader(ByteBuffer target, int length) {
    if (length < 256) {
      target.put((byte) 0).put((byte) length);
    } else {
      target.put((byte) 2).putLong(length);
    }
  }

  private void writeFrames(SocketChannel channel) throws IOException {
    if (body.size() + LONG_HEADER > BATCH) {
      writeLargeFrames(channel);
    }
    ByteBuffer batch = ByteBuffer.allocateDirect(BATCH);
    while (true) {
      batch.clear();
      while (batch.remaining() >= body.size() + LONG_HEADER) {
        putHeader(batch, body.size());
        batch.put(body.bytes());
      }
      drain(channel, batch.flip());
    }
  }

  /** Header and body in one gathering write, without a copy. */
  private void writeLargeFrames(SocketChannel channel) throws IOException {
    ByteBuffer header = ByteBuffer.allocateDirect(LONG_HEADER);
    ByteBuffer large = ByteBuffer.allocateDirect(body.size()).put(body.bytes());
    ByteBuffer[] both = {header, large};
    while (true) {
      putHeader(header.clear(), body.size());
      header.flip();
      large.clear();
      while (large.hasRemaining()) {
        channel.write(both);
      }
    }
  }

  private void readFrames(SocketChannel channel) throws IOException {
    Counter counter = meter.counter();
    ByteBuffer batch = ByteBuffer.allocateDirect(BATCH).limit(0);
    ByteBuffer large = ByteBuffer.allocateDirect(body.size());
    byte[] out = new byte[body.size()];
    while (true) {
      int length = readHeader(batch);
      if (length < 0) {
        readMore(channel, batch);
        continue;
      }
      if (batch.remaining() < length && length > BATCH / 2) {
        // The rest goes straight to its place.
        large.clear().put(batch);
        fill(channel, large);
        batch.limit(0);
        body.check(length, large.get(0), large.get(length - 1));
      } else {
        while (batch.remaining() < length) {
          readMore(channel, batch);
        }
        batch.get(out, 0, length);
        body.check(length, out[0], out[length - 1]);
      }
      counter.increment();
    }
  }

  /** The length of the next frame; -1 if its header is not here yet. */
  private static int readHeader(ByteBuffer batch) {
    int at = batch.position();
    if (batch.remaining() >= 2 && (batch.get(at) & 2) == 0) {
      batch.position(at + 2);
      return batch.get(at + 1) & 0xff;
    }
    if (batch.remaining() >= LONG_HEADER) {
      batch.position(at + LONG_HEADER);
      return (int) batch.getLong(at + 1);
    }
    return -1;
  }

  private static void readMore(SocketChannel channel, ByteBuffer batch) throws IOException {
    batch.compact();
    int count = channel.read(batch);
    batch.flip();
    if (count < 0) {
      throw new EOFException();
    }
  }
}
