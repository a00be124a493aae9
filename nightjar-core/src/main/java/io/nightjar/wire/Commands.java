// SPDX-License-Identifier: Apache-2.0
package io.nightjar.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Commands (RFC 37): a frame with the COMMAND flag, whose body is the length of a name, the name
 * and data.
 *
 * <p>The writing methods return whole frames, ready to be read from. The reading ones look at a
 * body inside a larger buffer, by absolute index.
 */
public final class Commands {
  /** The commands of the protocol and of its mechanisms, and two ways to be none of them. */
  public enum Kind {
    /** Ends a handshake; carries metadata. */
    READY,
    /** Refuses a peer, with a reason. */
    ERROR,
    /** Asks for a sign of life. */
    PING,
    /** Answers PING. */
    PONG,
    /** Asks for a topic. */
    SUBSCRIBE,
    /** Asks for a topic no more. */
    CANCEL,
    /** Asks for a group. */
    JOIN,
    /** Asks for a group no more. */
    LEAVE,
    /** PLAIN and CURVE: the client's first. */
    HELLO,
    /** PLAIN and CURVE: the server's first. */
    WELCOME,
    /** PLAIN and CURVE: the client's second. */
    INITIATE,
    /** CURVE: a message or command in a box. */
    MESSAGE,
    /** Has a name, but none of these. */
    UNKNOWN,
    /** Has no name, or not all of it. */
    MALFORMED
  }

  /** The most context that a PING may carry and a PONG gives back. */
  public static final int MAX_CONTEXT = 16;

  /** The longest time to live that a PING can tell, in tenths of a second. */
  public static final int MAX_TTL = 0xFFFF;

  private static final int TTL_SIZE = 2;
  private static final int MAX_REASON = 255;
  private static final int MAX_NAME = 255;
  // "ERROR" as libzmq's PLAIN servers send it: its length and the E became one byte, "^".
  private static final String DAMAGED_ERROR = "^RROR";
  // By length of the name, so that a name is compared with few others.
  private static final Kind[][] BY_LENGTH = byLength();

  private Commands() {}

  private static Kind[][] byLength() {
    Kind[][] kinds = new Kind["SUBSCRIBE".length() + 1][];
    for (int length = 0; length < kinds.length; length++) {
      int wanted = length;
      kinds[length] =
          Arrays.stream(Kind.values())
              .filter(kind -> kind.compareTo(Kind.UNKNOWN) < 0 && kind.name().length() == wanted)
              .toArray(Kind[]::new);
    }
    return kinds;
  }

  /** Any command. */
  public static ByteBuffer frame(String name, byte[] data) {
    byte[] wireName = name.getBytes(US_ASCII);
    if (wireName.length == 0 || wireName.length > MAX_NAME) {
      throw new IllegalArgumentException("a command's name has 1 to 255 bytes: " + name);
    }
    // The name counts: it is the whole body that decides about the long form.
    int length = 1 + wireName.length + data.length;
    ByteBuffer frame = ByteBuffer.allocate(Frames.headerSize(length) + length);
    frame.position(Frames.putHeader(frame, 0, Frames.COMMAND, length));
    return frame.put((byte) wireName.length).put(wireName).put(data).flip();
  }

  private static ByteBuffer frame(Kind kind, byte[] data) {
    return frame(kind.name(), data);
  }

  /** Says who we are and that traffic may begin. */
  public static ByteBuffer ready(Metadata metadata) {
    return frame(Kind.READY, metadata.encode());
  }

  /** Refuses the peer. The reason is cut to 255 bytes; libzmq expects the three digits of ZAP. */
  public static ByteBuffer error(String reason) {
    return frame(Kind.ERROR, errorData(reason));
  }

  /** The data of an ERROR, for a {@link CommandSink}. */
  public static byte[] errorData(String reason) {
    byte[] text = reason.getBytes(US_ASCII);
    int length = Math.min(text.length, MAX_REASON);
    byte[] data = new byte[1 + length];
    data[0] = (byte) length;
    System.arraycopy(text, 0, data, 1, length);
    return data;
  }

  /**
   * Asks for a PONG.
   *
   * @param ttlDeciseconds how long the peer should wait for our next byte; 0: for ever. libzmq
   *     cannot count beyond 655
   * @param context what the PONG shall give back, at most {@link #MAX_CONTEXT} bytes
   */
  public static ByteBuffer ping(int ttlDeciseconds, byte[] context) {
    if (ttlDeciseconds < 0 || ttlDeciseconds > MAX_TTL) {
      throw new IllegalArgumentException("a TTL is 0 to 65535 tenths, not " + ttlDeciseconds);
    }
    if (context.length > MAX_CONTEXT) {
      throw new IllegalArgumentException("a context has 0 to 16 bytes, not " + context.length);
    }
    byte[] data = new byte[TTL_SIZE + context.length];
    ByteBuffer.wrap(data).putShort((short) ttlDeciseconds).put(context);
    return frame(Kind.PING, data);
  }

  /** Answers a PING with this context, of which it gives back {@link #MAX_CONTEXT} bytes. */
  public static ByteBuffer pong(byte[] context) {
    return frame(
        Kind.PONG, context.length <= MAX_CONTEXT ? context : Arrays.copyOf(context, MAX_CONTEXT));
  }

  /** Asks for messages that start with the topic. For 3.1 peers; see {@link Subscriptions}. */
  public static ByteBuffer subscribe(byte[] topic) {
    return frame(Kind.SUBSCRIBE, topic);
  }

  /** Takes SUBSCRIBE back. For 3.1 peers; see {@link Subscriptions}. */
  public static ByteBuffer cancel(byte[] topic) {
    return frame(Kind.CANCEL, topic);
  }

  /** Asks for the messages of a group. */
  public static ByteBuffer join(byte[] group) {
    return frame(Kind.JOIN, group);
  }

  /** Takes JOIN back. */
  public static ByteBuffer leave(byte[] group) {
    return frame(Kind.LEAVE, group);
  }

  /** Which command a body is. Allocates nothing and never fails. */
  public static Kind kindAt(ByteBuffer buffer, int bodyIndex, int bodyLength) {
    if (bodyLength < 1) {
      return Kind.MALFORMED;
    }
    int nameLength = buffer.get(bodyIndex) & 0xFF;
    if (nameLength == 0 || nameLength >= bodyLength) {
      return Kind.MALFORMED;
    }
    if (nameLength < BY_LENGTH.length) {
      for (Kind kind : BY_LENGTH[nameLength]) {
        if (matches(buffer, bodyIndex + 1, kind.name())) {
          return kind;
        }
      }
    }
    return Kind.UNKNOWN;
  }

  private static boolean matches(ByteBuffer buffer, int index, String expected) {
    for (int i = 0; i < expected.length(); i++) {
      if (buffer.get(index + i) != expected.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** How many bytes of a body come before the data, for any kind that has a name of its own. */
  public static int headerLength(Kind kind) {
    return 1 + kind.name().length();
  }

  /** The name in a body that is not malformed, whatever command it is. */
  public static String name(ByteBuffer buffer, int bodyIndex) {
    byte[] name = new byte[buffer.get(bodyIndex) & 0xFF];
    buffer.get(bodyIndex + 1, name);
    return new String(name, ISO_8859_1);
  }

  /** Where the data starts in a body that is not malformed. */
  public static int dataIndex(ByteBuffer buffer, int bodyIndex) {
    return bodyIndex + 1 + (buffer.get(bodyIndex) & 0xFF);
  }

  /** A copy of the data in a body that is not malformed: a topic, a group, a context. */
  public static byte[] data(ByteBuffer buffer, int bodyIndex, int bodyLength) {
    int index = dataIndex(buffer, bodyIndex);
    byte[] data = new byte[bodyIndex + bodyLength - index];
    buffer.get(index, data);
    return data;
  }

  /**
   * The time to live in a PING, in tenths of a second; 0: none.
   *
   * @throws ProtocolException if the body is too short to have one
   */
  public static int pingTtl(ByteBuffer buffer, int bodyIndex, int bodyLength)
      throws ProtocolException {
    checkPing(bodyLength);
    return buffer.getShort(bodyIndex + headerLength(Kind.PING)) & 0xFFFF;
  }

  /**
   * The context in a PING, cut to {@link #MAX_CONTEXT} bytes.
   *
   * @throws ProtocolException if the body is too short to be a PING
   */
  public static byte[] pingContext(ByteBuffer buffer, int bodyIndex, int bodyLength)
      throws ProtocolException {
    checkPing(bodyLength);
    int before = headerLength(Kind.PING) + TTL_SIZE;
    byte[] context = new byte[Math.min(bodyLength - before, MAX_CONTEXT)];
    buffer.get(bodyIndex + before, context);
    return context;
  }

  private static void checkPing(int bodyLength) throws ProtocolException {
    int least = headerLength(Kind.PING) + TTL_SIZE;
    if (bodyLength < least) {
      throw new ProtocolException(
          ProtocolError.ZMTP_MALFORMED_COMMAND_UNSPECIFIED,
          "a PING of " + bodyLength + " bytes, less than " + least);
    }
  }

  /**
   * Whether a body is an ERROR, in the right form or in the one that libzmq's PLAIN servers send:
   * {@code ^RROR}, without the length of the name.
   */
  public static boolean isError(ByteBuffer buffer, int bodyIndex, int bodyLength) {
    return kindAt(buffer, bodyIndex, bodyLength) == Kind.ERROR
        || isDamagedError(buffer, bodyIndex, bodyLength);
  }

  private static boolean isDamagedError(ByteBuffer buffer, int bodyIndex, int bodyLength) {
    return bodyLength >= DAMAGED_ERROR.length() && matches(buffer, bodyIndex, DAMAGED_ERROR);
  }

  /**
   * The reason in a body that {@link #isError}.
   *
   * @throws ProtocolException if it does not fit into the body
   */
  public static String errorReason(ByteBuffer buffer, int bodyIndex, int bodyLength)
      throws ProtocolException {
    int before =
        isDamagedError(buffer, bodyIndex, bodyLength)
            ? DAMAGED_ERROR.length()
            : headerLength(Kind.ERROR);
    int available = bodyLength - before - 1;
    int length = available < 0 ? 0 : buffer.get(bodyIndex + before) & 0xFF;
    if (length > available) {
      throw new ProtocolException(
          ProtocolError.ZMTP_MALFORMED_COMMAND_ERROR,
          "an ERROR of " + bodyLength + " bytes whose reason does not fit");
    }
    byte[] reason = new byte[length];
    buffer.get(bodyIndex + before + 1, reason);
    return new String(reason, ISO_8859_1);
  }
}
