// SPDX-License-Identifier: Apache-2.0
package io.nightjar;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A message: one frame of bytes or more. Immutable, so any number of threads may share it.
 *
 * <p>A frame is named by its index, from 0; one that is not there throws {@link
 * IndexOutOfBoundsException}.
 *
 * <p>A received message also knows what its connection told of itself, see {@link #property}.
 */
public final class Message {
  private static final int SHOWN_BYTES = 32;

  private final byte[][] frames;
  private final Map<String, String> properties;

  private Message(byte[][] frames, Map<String, String> properties) {
    this.frames = frames;
    this.properties = properties;
  }

  /** A message of texts in UTF-8, a frame each. */
  public static Message of(String first, String... more) {
    byte[][] frames = new byte[1 + more.length][];
    frames[0] = require(first, 0).getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < more.length; i++) {
      frames[i + 1] = require(more[i], i + 1).getBytes(StandardCharsets.UTF_8);
    }
    return new Message(frames, Map.of());
  }

  /** A message of byte arrays, a frame each, which are copied. */
  public static Message of(byte[] first, byte[]... more) {
    byte[][] frames = new byte[1 + more.length][];
    frames[0] = require(first, 0).clone();
    for (int i = 0; i < more.length; i++) {
      frames[i + 1] = require(more[i], i + 1).clone();
    }
    return new Message(frames, Map.of());
  }

  private static <T> T require(@Nullable T frame, int index) {
    if (frame == null) {
      throw new NullPointerException(
          "frame " + index + " of a message is null: an empty frame is one without bytes");
    }
    return frame;
  }

  /**
   * A message of byte arrays, a frame each, which are not copied: the caller promises not to change
   * them any more.
   *
   * @throws IllegalArgumentException if there is no frame
   */
  public static Message wrap(byte[]... frames) {
    return wrap(frames, Map.of());
  }

  /**
   * A message of byte arrays that are not copied, with the properties of the connection it came
   * from. For transports and patterns.
   */
  public static Message wrap(byte[][] frames, Map<String, String> properties) {
    if (frames.length == 0) {
      throw new IllegalArgumentException("a message has at least one frame");
    }
    for (int i = 0; i < frames.length; i++) {
      require(frames[i], i);
    }
    return new Message(frames, properties);
  }

  /** A message of these frames, each copied from its position to its limit. */
  public static Message of(List<ByteBuffer> frames) {
    byte[][] copies = new byte[frames.size()][];
    for (int i = 0; i < copies.length; i++) {
      ByteBuffer frame = require(frames.get(i), i);
      copies[i] = new byte[frame.remaining()];
      frame.duplicate().get(copies[i]);
    }
    return wrap(copies);
  }

  /** The number of frames, at least one. */
  public int size() {
    return frames.length;
  }

  /** The number of bytes in a frame. */
  public int length(int frame) {
    return frames[frame].length;
  }

  /** The number of bytes in all frames. */
  public long byteCount() {
    long sum = 0;
    for (byte[] frame : frames) {
      sum += frame.length;
    }
    return sum;
  }

  /** The first frame, as text in UTF-8. */
  public String text() {
    return text(0);
  }

  /** A frame, as text in UTF-8. */
  public String text(int frame) {
    return new String(frames[frame], StandardCharsets.UTF_8);
  }

  /** All frames as text in UTF-8, joined by line feeds. */
  public String toText() {
    if (frames.length == 1) {
      return text(0);
    }
    List<String> texts = new ArrayList<>(frames.length);
    for (int i = 0; i < frames.length; i++) {
      texts.add(text(i));
    }
    return String.join("\n", texts);
  }

  /** A copy of the first frame. */
  public byte[] bytes() {
    return bytes(0);
  }

  /** A copy of a frame. */
  public byte[] bytes(int frame) {
    return frames[frame].clone();
  }

  /** A read-only view of a frame; nothing is copied. */
  public ByteBuffer buffer(int frame) {
    return ByteBuffer.wrap(frames[frame]).asReadOnlyBuffer();
  }

  /** Takes frames of a message, one after the other. */
  @FunctionalInterface
  public interface FrameTarget {
    /** Takes a frame, which must not be changed; tells whether more follow. */
    void frame(byte[] body, boolean more);
  }

  /**
   * Gives the frames from this one on, as they are and not copied. For transports and patterns, who
   * must not change them.
   */
  public void putFrames(int from, FrameTarget target) {
    for (int i = from; i < frames.length; i++) {
      target.frame(frames[i], i < frames.length - 1);
    }
  }

  /** The byte of a frame at an index. */
  public byte byteAt(int frame, int index) {
    return frames[frame][index];
  }

  /** Whether a frame has just these bytes. */
  public boolean frameEquals(int frame, byte[] bytes) {
    return Arrays.equals(frames[frame], bytes);
  }

  /**
   * This message without its first frames; the rest is shared, not copied.
   *
   * @throws IllegalArgumentException if no frame would be left, or the count is below nought
   */
  public Message dropFrames(int count) {
    if (count < 0 || count >= frames.length) {
      throw new IllegalArgumentException(
          "cannot drop "
              + count
              + " frames of a message of "
              + frames.length
              + ": at least one frame stays");
    }
    return wrap(Arrays.copyOfRange(frames, count, frames.length), properties);
  }

  /** This message with another frame before it; the rest is shared, the new frame copied. */
  public Message prepend(byte[] frame) {
    byte[][] longer = new byte[frames.length + 1][];
    longer[0] = require(frame, 0).clone();
    System.arraycopy(frames, 0, longer, 1, frames.length);
    return new Message(longer, properties);
  }

  /** This message with a frame of text before it. */
  public Message prepend(String frame) {
    return prepend(require(frame, 0).getBytes(StandardCharsets.UTF_8));
  }

  /** This message with another frame after it; the rest is shared, the new frame copied. */
  public Message append(byte[] frame) {
    byte[][] longer = Arrays.copyOf(frames, frames.length + 1);
    longer[frames.length] = require(frame, frames.length).clone();
    return new Message(longer, properties);
  }

  /** This message with a frame of text after it. */
  public Message append(String frame) {
    return append(require(frame, frames.length).getBytes(StandardCharsets.UTF_8));
  }

  /**
   * What the connection of a received message told: {@code Socket-Type}, {@code Routing-Id} (also
   * {@code Identity}), {@code Peer-Address}, {@code User-Id}, and the peer's {@code X-} properties.
   *
   * @return the value, or null if there is none, as in every message that was not received
   */
  public @Nullable String property(String name) {
    return properties.get(name);
  }

  /** All properties of the connection of a received message. */
  public Map<String, String> properties() {
    return Collections.unmodifiableMap(properties);
  }

  /** Equal if the frames are; properties do not count. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Message that && Arrays.deepEquals(frames, that.frames);
  }

  @Override
  public int hashCode() {
    return Arrays.deepHashCode(frames);
  }

  /** The frames for people: text where they are text, else hexadecimal; long ones cut. */
  @Override
  public String toString() {
    List<String> shown = new ArrayList<>(frames.length);
    for (byte[] frame : frames) {
      shown.add(show(frame));
    }
    return shown.toString();
  }

  static String show(byte[] frame) {
    boolean cut = frame.length > SHOWN_BYTES;
    byte[] part = cut ? Arrays.copyOf(frame, SHOWN_BYTES) : frame;
    boolean printable = true;
    for (byte b : part) {
      printable &= b >= ' ' && b != 0x7f;
    }
    String text =
        printable
            ? "\"" + new String(part, StandardCharsets.US_ASCII) + "\""
            : HexFormat.of().formatHex(part);
    return cut ? text + "… (" + frame.length + " bytes)" : text;
  }
}
