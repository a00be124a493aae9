// SPDX-License-Identifier: Apache-2.0
package io.nightjar;

import java.util.List;
import java.util.Locale;

/**
 * The type of a socket: what it does with messages, and which peers it talks to. The constants are
 * made for {@code import static io.nightjar.SocketType.*}.
 *
 * @param <S> the interface of such a socket
 */
public final class SocketType<S extends Socket> {
  /** One peer, both directions (RFC 31). */
  public static final SocketType<PairSocket> PAIR = of("PAIR", 0, PairSocket.class);

  /** Publishes to all subscribers (RFC 29). */
  public static final SocketType<PubSocket> PUB = of("PUB", 1, PubSocket.class);

  /** Receives what it subscribed to (RFC 29). */
  public static final SocketType<SubSocket> SUB = of("SUB", 2, SubSocket.class);

  /** Sends requests and receives their replies (RFC 28). */
  public static final SocketType<ReqSocket> REQ = of("REQ", 3, ReqSocket.class);

  /** Receives requests and sends replies (RFC 28). */
  public static final SocketType<RepSocket> REP = of("REP", 4, RepSocket.class);

  /** Sends and receives in turn, without lock step (RFC 28). */
  public static final SocketType<DealerSocket> DEALER = of("DEALER", 5, DealerSocket.class);

  /** Sends to the peer that the first frame names (RFC 28). */
  public static final SocketType<RouterSocket> ROUTER = of("ROUTER", 6, RouterSocket.class);

  /** Receives work (RFC 30). */
  public static final SocketType<PullSocket> PULL = of("PULL", 7, PullSocket.class);

  /** Deals out work (RFC 30). */
  public static final SocketType<PushSocket> PUSH = of("PUSH", 8, PushSocket.class);

  /** A PUB that sees subscriptions (RFC 29). */
  public static final SocketType<XPubSocket> XPUB = of("XPUB", 9, XPubSocket.class);

  /** A SUB that sends subscriptions as messages (RFC 29). */
  public static final SocketType<XSubSocket> XSUB = of("XSUB", 10, XSubSocket.class);

  private static final List<SocketType<?>> ALL =
      List.of(PAIR, PUB, SUB, REQ, REP, DEALER, ROUTER, PULL, PUSH, XPUB, XSUB);

  private final String name;
  private final int number;
  private final Class<S> face;

  private SocketType(String name, int number, Class<S> face) {
    this.name = name;
    this.number = number;
    this.face = face;
  }

  private static <S extends Socket> SocketType<S> of(String name, int number, Class<S> face) {
    return new SocketType<>(name, number, face);
  }

  /** All types, in the order of their numbers. */
  public static List<SocketType<?>> all() {
    return ALL;
  }

  /**
   * The type of this name, in upper or lower case.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static SocketType<?> named(String name) {
    String upper = name.toUpperCase(Locale.ROOT);
    for (SocketType<?> type : ALL) {
      if (type.name.equals(upper)) {
        return type;
      }
    }
    throw new IllegalArgumentException("no socket type is named " + name + ": use one of " + ALL);
  }

  /** The name, as it stands on the wire: {@code "PUSH"}. */
  public String name() {
    return name;
  }

  /** The number that {@code zmq.h} gives this type. */
  public int number() {
    return number;
  }

  /** The interface of a socket of this type. */
  public Class<S> socketInterface() {
    return face;
  }

  /** Whether sockets of this type have {@code send}. */
  public boolean sends() {
    return Sender.class.isAssignableFrom(face);
  }

  /** Whether sockets of this type have {@code receive}. */
  public boolean receives() {
    return Receiver.class.isAssignableFrom(face);
  }

  @Override
  public String toString() {
    return name;
  }
}
