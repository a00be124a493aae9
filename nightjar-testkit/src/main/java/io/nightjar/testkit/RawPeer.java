// SPDX-License-Identifier: Apache-2.0
package io.nightjar.testkit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * A ZMTP peer that sends exactly what a test tells it, and checks what comes byte by byte (RFC 23,
 * 37). It knows how greetings, frames and commands look, so that a test writes only the part that
 * is odd. Over {@code tcp} or {@code ipc}; connects, or accepts through a {@link Door}.
 *
 * <p>Every wait is bounded; an {@link AssertionError} says what was expected and what came. For one
 * thread.
 */
public final class RawPeer implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final int SHOWN = 64;

  private final SocketChannel channel;
  private final Selector selector;
  private final SelectionKey key;
  private ByteBuffer input = ByteBuffer.allocate(4096).flip();
  private boolean ended;
  private @Nullable String endReason;
  private Duration patience = PATIENCE;

  private RawPeer(SocketChannel channel) throws IOException {
    this.channel = channel;
    this.selector = Selector.open();
    channel.configureBlocking(false);
    if (channel.getRemoteAddress() instanceof InetSocketAddress) {
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    }
    this.key = channel.register(selector, SelectionKey.OP_READ);
  }

  // ---- opening ----

  /** Connects to an endpoint: {@code tcp://host:port} or {@code ipc://path}. */
  public static RawPeer connect(String endpoint) {
    try {
      return new RawPeer(SocketChannel.open(address(endpoint)));
    } catch (IOException e) {
      throw new UncheckedIOException("a raw peer cannot connect to " + endpoint, e);
    }
  }

  /** Listens at an endpoint: {@code tcp://127.0.0.1:*} or {@code ipc://path}. */
  public static Door listen(String endpoint) {
    try {
      SocketAddress address = address(endpoint);
      boolean tcp = address instanceof InetSocketAddress;
      ServerSocketChannel server =
          tcp ? ServerSocketChannel.open() : ServerSocketChannel.open(StandardProtocolFamily.UNIX);
      if (tcp) {
        server.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      }
      return new Door(server.bind(address));
    } catch (IOException e) {
      throw new UncheckedIOException("a raw peer cannot listen at " + endpoint, e);
    }
  }

  private static SocketAddress address(String endpoint) {
    if (endpoint.startsWith("ipc://")) {
      return UnixDomainSocketAddress.of(endpoint.substring("ipc://".length()));
    }
    int colon = endpoint.lastIndexOf(':');
    String port = endpoint.substring(colon + 1);
    String host = endpoint.substring("tcp://".length(), colon);
    return new InetSocketAddress(host, port.equals("*") ? 0 : Integer.parseInt(port));
  }

  /** Where raw peers come in. */
  public static final class Door implements AutoCloseable {
    private final ServerSocketChannel server;
    private final Selector selector;

    private Door(ServerSocketChannel server) throws IOException {
      this.server = server;
      this.selector = Selector.open();
      server.configureBlocking(false);
      server.register(selector, SelectionKey.OP_ACCEPT);
    }

    /** The endpoint to connect to, with the port chosen. */
    public String endpoint() {
      try {
        return server.getLocalAddress() instanceof InetSocketAddress tcp
            ? "tcp://127.0.0.1:" + tcp.getPort()
            : "ipc://" + server.getLocalAddress();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** Accepts the next connection. */
    public RawPeer accept() {
      RawPeer peer = accept(PATIENCE);
      if (peer == null) {
        throw new AssertionError("nobody connected to " + endpoint() + " within " + PATIENCE);
      }
      return peer;
    }

    /** Accepts the next connection, if one comes in time; else gives null. */
    public @Nullable RawPeer accept(Duration timeout) {
      try {
        SocketChannel accepted = server.accept();
        if (accepted == null) {
          selector.select(Math.max(1, timeout.toMillis()));
          selector.selectedKeys().clear();
          accepted = server.accept();
        }
        return accepted == null ? null : new RawPeer(accepted);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** Checks that nobody connects for a while. */
    public void expectNobody(Duration span) {
      try (RawPeer peer = accept(span)) {
        if (peer != null) {
          throw new AssertionError("somebody connected to " + endpoint());
        }
      }
    }

    @Override
    public void close() {
      try {
        SocketAddress address = server.getLocalAddress();
        closeAll(server, selector);
        if (address instanceof UnixDomainSocketAddress unix) {
          Files.deleteIfExists(Path.of(unix.toString()));
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** Does once what opens descriptors for good, for those who count them. */
  static void warmUp() {
    warmUp("tcp://127.0.0.1:*");
    try {
      Path folder = Files.createTempDirectory("nightjar");
      warmUp("ipc://" + folder.resolve("warm-up"));
      Files.delete(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void warmUp(String endpoint) {
    try (Door door = listen(endpoint);
        RawPeer one = connect(door.endpoint());
        RawPeer other = door.accept()) {
      one.send("00");
      other.expect("00");
    }
  }

  /** How long each of the following expectations may take; 5 s at first. */
  public RawPeer patience(Duration most) {
    patience = most;
    return this;
  }

  // ---- sending ----

  /** Sends bytes, given in hexadecimal; spaces do not count. */
  public RawPeer send(String hex) {
    return send(HexFormat.of().parseHex(hex.replace(" ", "")));
  }

  /** Sends bytes. */
  public RawPeer send(byte[] bytes) {
    ByteBuffer left = ByteBuffer.wrap(bytes);
    long deadline = System.nanoTime() + patience.toNanos();
    try {
      channel.write(left);
      while (left.hasRemaining()) {
        awaitChannel(SelectionKey.OP_WRITE, deadline);
        int before = left.remaining();
        channel.write(left);
        if (left.remaining() == before && System.nanoTime() - deadline >= 0) {
          throw new AssertionError(
              "only " + left.position() + " of " + bytes.length + " bytes were taken in time");
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the other side does not take what is sent", e);
    }
    return this;
  }

  /** Sends bytes one at a time, each in a segment of its own as far as the kernel allows. */
  public RawPeer sendByteByByte(byte[] bytes) {
    for (byte b : bytes) {
      send(new byte[] {b});
    }
    return this;
  }

  /** Sends a frame in the short form if it fits. */
  public RawPeer sendFrame(int flags, byte[] body) {
    return send(Zmtp.frame(flags, body));
  }

  /** Sends a message of frames. */
  public RawPeer sendMessage(byte[]... frames) {
    return send(Zmtp.message(frames));
  }

  /** Sends a message of texts in UTF-8. */
  public RawPeer sendMessage(String... frames) {
    return sendMessage(Arrays.stream(frames).map(Zmtp::utf8).toArray(byte[][]::new));
  }

  /** Sends a command. */
  public RawPeer sendCommand(String name, byte[] data) {
    return send(Zmtp.command(name, data));
  }

  /** Sends a PING: the TTL is in tenths of a second. */
  public RawPeer sendPing(int ttl, byte[] context) {
    return sendCommand("PING", Zmtp.join(new byte[] {(byte) (ttl >> 8), (byte) ttl}, context));
  }

  /** Sends a whole greeting of version 3 under NULL. */
  public RawPeer sendGreeting(int minor) {
    return send(Zmtp.greeting(3, minor, "NULL"));
  }

  /** Sends a READY of this socket type, without an identity. */
  public RawPeer sendReady(String socketType) {
    return sendCommand("READY", Zmtp.property("Socket-Type", Zmtp.utf8(socketType)));
  }

  /** Sends a READY of this socket type and identity. */
  public RawPeer sendReady(String socketType, byte[] identity) {
    return sendCommand(
        "READY",
        Zmtp.join(
            Zmtp.property("Socket-Type", Zmtp.utf8(socketType)),
            Zmtp.property("Identity", identity)));
  }

  // ---- the usual beginnings ----

  /** Exchanges greetings, ours of version 3 with this minor; checks that theirs is of version 3. */
  public RawPeer greet(int minor) {
    sendGreeting(minor);
    byte[] theirs = expectBytes(Zmtp.GREETING_SIZE, "a greeting");
    if (theirs[0] != (byte) 0xff || theirs[Zmtp.MAJOR_AT] != 3) {
      throw new AssertionError("expected a greeting of ZMTP 3, but got " + hex(theirs));
    }
    return this;
  }

  /** Exchanges greetings and READY, with this socket type and minor version. */
  public RawPeer handshake(String socketType, int minor) {
    greet(minor).sendReady(socketType).expectCommand("READY");
    return this;
  }

  /** Exchanges greetings and READY as ZMTP 3.1. */
  public RawPeer handshake(String socketType) {
    return handshake(socketType, 1);
  }

  // ---- expecting ----

  /**
   * A frame that came.
   *
   * @param flags its flags
   * @param body its body
   */
  @SuppressWarnings("ArrayRecordComponent") // for reading, not for comparing
  public record Frame(int flags, byte[] body) {
    /** Whether more frames follow. */
    public boolean more() {
      return (flags & Zmtp.MORE) != 0;
    }

    /** Whether it is a command. */
    public boolean isCommand() {
      return (flags & Zmtp.COMMAND) != 0;
    }

    /** Whether it is this command. */
    public boolean isCommand(String name) {
      return isCommand() && name().equals(name);
    }

    /** The name of a command. */
    public String name() {
      int length = Math.min(body.length - 1, body[0] & 0xff);
      return new String(body, 1, length, ISO_8859_1);
    }

    /** What follows the name of a command. */
    public byte[] data() {
      return Arrays.copyOfRange(body, 1 + name().length(), body.length);
    }

    @Override
    public String toString() {
      String kind = isCommand() ? "command " : "frame ";
      return kind + "with flags " + flags + " and " + body.length + " bytes " + hex(body);
    }
  }

  /** Takes so many bytes. */
  public byte[] expectBytes(int count) {
    return expectBytes(count, count + " bytes");
  }

  private byte[] expectBytes(int count, String what) {
    fill(count, what);
    byte[] bytes = new byte[count];
    input.get(bytes);
    return bytes;
  }

  /** Takes just these bytes, given in hexadecimal. */
  public RawPeer expect(String hex) {
    String wanted = hex.replace(" ", "");
    String got = HexFormat.of().formatHex(expectBytes(wanted.length() / 2, wanted));
    if (!got.equals(wanted)) {
      throw new AssertionError("expected the bytes " + wanted + ", but got " + got);
    }
    return this;
  }

  /** Takes the next frame. */
  public Frame expectFrame() {
    return expectFrame("a frame");
  }

  private Frame expectFrame(String what) {
    int flags = expectBytes(1, what)[0] & 0xff;
    long length =
        (flags & Zmtp.LONG) == 0
            ? expectBytes(1, "the length of " + what)[0] & 0xff
            : ByteBuffer.wrap(expectBytes(8, "the length of " + what)).getLong();
    if (length < 0 || length > Integer.MAX_VALUE) {
      throw new AssertionError("expected " + what + ", but its length is " + length);
    }
    return new Frame(flags, expectBytes((int) length, "the body of " + what));
  }

  /** Takes the next command, which has to have this name; gives what follows the name. */
  public byte[] expectCommand(String name) {
    Frame frame = expectFrame("the command " + name);
    if (!frame.isCommand(name)) {
      throw new AssertionError("expected the command " + name + ", but got " + frame);
    }
    return frame.data();
  }

  /** Takes the frames of a message, which have to be just these. */
  public RawPeer expectMessage(byte[]... frames) {
    for (int i = 0; i < frames.length; i++) {
      String what = "frame " + i + " of a message, " + hex(frames[i]);
      Frame frame = expectFrame(what);
      boolean more = i < frames.length - 1;
      if (frame.isCommand() || frame.more() != more || !Arrays.equals(frame.body(), frames[i])) {
        throw new AssertionError("expected " + what + ", more " + more + ", but got " + frame);
      }
    }
    return this;
  }

  /** Takes a message of texts. */
  public RawPeer expectMessage(String... frames) {
    return expectMessage(Arrays.stream(frames).map(Zmtp::utf8).toArray(byte[][]::new));
  }

  /** Waits until the other side has ended the connection; what still comes is dropped. */
  public RawPeer expectEnd() {
    long deadline = System.nanoTime() + patience.toNanos();
    while (!ended) {
      input.position(input.limit());
      if (!readMore(deadline) && !ended) {
        throw new AssertionError("expected the end of the connection within " + patience);
      }
    }
    return this;
  }

  /** Checks that nothing comes, not even the end, for a while. */
  public RawPeer expectSilence(Duration span) {
    long deadline = System.nanoTime() + span.toNanos();
    if (input.hasRemaining() || readMore(deadline) || ended) {
      throw new AssertionError("expected silence, but got " + came());
    }
    return this;
  }

  /** How many bytes have come and were not taken yet. Waits for none. */
  public int available() {
    readMore(System.nanoTime());
    return input.remaining();
  }

  private void fill(int count, String what) {
    long deadline = System.nanoTime() + patience.toNanos();
    while (input.remaining() < count) {
      if (!readMore(deadline)) {
        throw new AssertionError(
            "expected " + what + " within " + patience + ", but got " + came());
      }
    }
  }

  private String came() {
    byte[] rest = new byte[input.remaining()];
    input.duplicate().get(rest);
    String bytes = rest.length == 0 ? "nothing" : rest.length + " bytes " + hex(rest);
    return ended ? bytes + " and the end of the connection (" + endReason + ")" : bytes;
  }

  /** Reads what there is, waiting until something comes; false if the time runs out or it ended. */
  private boolean readMore(long deadline) {
    if (ended) {
      return false;
    }
    try {
      while (true) {
        ByteBuffer roomy =
            input.capacity() - input.remaining() >= 1024
                ? input.compact()
                : ByteBuffer.allocate(input.capacity() * 2).put(input);
        int count = channel.read(roomy);
        input = roomy.flip();
        if (count > 0) {
          return true;
        } else if (count < 0) {
          ended = true;
          endReason = "closed";
          return false;
        } else if (System.nanoTime() - deadline >= 0) {
          return false;
        }
        awaitChannel(SelectionKey.OP_READ, deadline);
      }
    } catch (IOException e) {
      ended = true;
      endReason = e.getMessage();
      input = ByteBuffer.allocate(0);
      return false;
    }
  }

  private void awaitChannel(int operation, long deadline) throws IOException {
    key.interestOps(operation);
    long millis = (deadline - System.nanoTime()) / 1_000_000;
    selector.select(Math.max(1, millis));
    selector.selectedKeys().clear();
  }

  // ---- the end ----

  /** Says that nothing more will be sent, and goes on receiving. */
  public RawPeer shutdownOutput() {
    try {
      channel.shutdownOutput();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  /** Ends the connection with a reset, where the transport has that. */
  public void reset() {
    try {
      if (channel.getRemoteAddress() instanceof InetSocketAddress) {
        channel.setOption(StandardSocketOptions.SO_LINGER, 0);
      }
    } catch (IOException e) {
      // Then it is a plain close.
    }
    close();
  }

  @Override
  public void close() {
    try {
      closeAll(channel, selector);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void closeAll(SelectableChannel channel, Selector selector) throws IOException {
    channel.close();
    selector.close();
  }

  private static String hex(byte[] bytes) {
    String text = HexFormat.of().formatHex(Arrays.copyOf(bytes, Math.min(SHOWN, bytes.length)));
    return bytes.length > SHOWN ? text + "…" : text;
  }
}
