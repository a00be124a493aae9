// SPDX-License-Identifier: Apache-2.0
package io.nightjar.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;

/**
 * The first bytes of a connection (RFC 37, greeting): how they are laid out and what they mean.
 *
 * <pre>
 * offset size
 *   0     10   signature: FF, length of our identity + 1, 7F
 *  10      1   major version
 *  11      1   minor version                  (to 1.0 and 2.0 peers: socket type, and the end)
 *  12     20   mechanism, padded with zeros
 *  32      1   1 for the server of a mechanism
 *  33     31   zeros
 * </pre>
 *
 * <p>To an unversioned peer the signature reads as the header of a long ZMTP 1.0 frame with our
 * identity.
 */
public final class Greeting {
  /** The size of the signature. */
  public static final int SIGNATURE_SIZE = 10;

  /** The size of the greeting of a versioned 1.0 or a 2.0 peer. */
  public static final int OLD_SIZE = 12;

  /** The size of a greeting. */
  public static final int SIZE = 64;

  /** The major version that we speak. */
  public static final byte MAJOR = 3;

  /** The minor version that we speak. */
  public static final byte MINOR = 1;

  private static final byte FIRST = (byte) 0xFF;
  private static final byte LAST_OF_SIGNATURE = 0x7F;
  private static final int MAJOR_AT = 10;
  private static final int MINOR_AT = 11;
  private static final int OLD_TYPE_AT = 11;
  private static final int MECHANISM_AT = 12;
  private static final int MECHANISM_SIZE = 20;
  private static final int AS_SERVER_AT = 32;

  private Greeting() {}

  /** Our signature, {@link #SIGNATURE_SIZE} bytes. */
  public static byte[] signature(int identityLength) {
    byte[] signature = new byte[SIGNATURE_SIZE];
    ByteBuffer.wrap(signature).put(FIRST).putLong(identityLength + 1L).put(LAST_OF_SIGNATURE);
    return signature;
  }

  /** Our greeting to a 3.x peer from the minor version on: all behind the major version. */
  public static byte[] rest(String mechanism, boolean asServer) {
    byte[] name = mechanism.getBytes(US_ASCII);
    if (name.length == 0 || name.length > MECHANISM_SIZE) {
      throw new IllegalArgumentException("a mechanism's name has 1 to 20 characters: " + mechanism);
    }
    ByteBuffer rest = ByteBuffer.allocate(SIZE - MINOR_AT);
    rest.put(MINOR).put(name);
    rest.put(AS_SERVER_AT - MINOR_AT, (byte) (asServer ? 1 : 0));
    return rest.array();
  }

  /** Whether a first byte may begin a signature; otherwise the peer is an unversioned 1.0 one. */
  static boolean mayBeVersioned(byte first) {
    return first == FIRST;
  }

  /** Whether ten bytes are a signature and not the header of a long frame. */
  static boolean isVersioned(ByteBuffer greeting) {
    return greeting.get(0) == FIRST && (greeting.get(SIGNATURE_SIZE - 1) & 1) != 0;
  }

  /** Whether the major version, behind the signature, announces the short greeting of old peers. */
  static boolean isOld(ByteBuffer greeting) {
    int major = greeting.get(MAJOR_AT);
    return major == 0 || major == 1;
  }

  /**
   * The version to speak with the peer, as libzmq decides it: 0 and 1 are 1.0 and 2.0, 3 is 3.0 or
   * 3.1 by the minor version, and anything else is 3.1.
   */
  static ProtocolVersion version(ByteBuffer greeting) {
    return switch (greeting.get(MAJOR_AT)) {
      case 0 -> ProtocolVersion.V1;
      case 1 -> ProtocolVersion.V2;
      case 3 -> greeting.get(MINOR_AT) == 0 ? ProtocolVersion.V3_0 : ProtocolVersion.V3_1;
      default -> ProtocolVersion.V3_1;
    };
  }

  /** The number of the socket type in the greeting of an old peer. */
  static int oldSocketType(ByteBuffer greeting) {
    return greeting.get(OLD_TYPE_AT) & 0xFF;
  }

  /** The mechanism, without its padding. */
  static String mechanism(ByteBuffer greeting) {
    byte[] name = new byte[MECHANISM_SIZE];
    greeting.get(MECHANISM_AT, name);
    int length = name.length;
    while (length > 0 && name[length - 1] == 0) {
      length--;
    }
    return new String(name, 0, length, ISO_8859_1);
  }
}
