// SPDX-License-Identifier: Apache-2.0
package io.nightjar;

import io.nightjar.Option.Access;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The options of sockets, by their ZeroMQ names. The time -1 ms, {@link #FOREVER}, means without
 * limit where the option does not say otherwise; other times below nought are refused.
 *
 * <p>Made for {@code import static io.nightjar.Options.*}.
 */
public final class Options {
  /** For times: no limit. */
  public static final Duration FOREVER = Duration.ofMillis(-1);

  private static final Duration ZERO = Duration.ZERO;
  private static final byte[] EMPTY = {};
  private static final int MAX_ID = 255;

  /** A bit for each I/O thread that may serve new endpoints, the lowest for the first; 0: any. */
  public static final Option<Long> AFFINITY = Option.of("AFFINITY", 4, Long.class, 0L);

  /** The name by which ROUTER peers know this socket: 1 to 255 bytes, the first not 0. */
  public static final Option<byte[]> ROUTING_ID =
      Option.of("ROUTING_ID", 5, byte[].class, EMPTY)
          .where(Options::isRoutingId, "1 to 255 bytes, the first not 0");

  /** Adds a subscription, as {@link SubSocket#subscribe} does. On XPUB in manual mode only. */
  public static final Option<byte[]> SUBSCRIBE =
      Option.of("SUBSCRIBE", 6, byte[].class, EMPTY).only(Access.SET).on("SUB", "XPUB");

  /** Takes a subscription back. On XPUB in manual mode only. */
  public static final Option<byte[]> UNSUBSCRIBE =
      Option.of("UNSUBSCRIBE", 7, byte[].class, EMPTY).only(Access.SET).on("SUB", "XPUB");

  /** Size of the kernel's send buffer in bytes; -1: as the system has it. */
  public static final Option<Integer> SNDBUF = atLeast("SNDBUF", 11, -1, -1);

  /** Size of the kernel's receive buffer in bytes; -1: as the system has it. */
  public static final Option<Integer> RCVBUF = atLeast("RCVBUF", 12, -1, -1);

  /** What can be done without waiting: a sum of 1 receive and 2 send. */
  public static final Option<Integer> EVENTS =
      Option.of("EVENTS", 15, Integer.class, 0).only(Access.GET);

  /** The number of the socket's type. */
  public static final Option<Integer> TYPE =
      Option.of("TYPE", 16, Integer.class, 0).only(Access.GET);

  /** How long unsent messages outlive the socket: {@link #FOREVER}; SUB and XSUB 0. */
  public static final Option<Duration> LINGER = time("LINGER", 17, FOREVER, -1);

  /** How long to wait before connecting again, and the bound of the jitter; 0 or less: never. */
  public static final Option<Duration> RECONNECT_IVL =
      time("RECONNECT_IVL", 18, Duration.ofMillis(100), -1);

  /** How many connections may wait to be accepted. */
  public static final Option<Integer> BACKLOG = atLeast("BACKLOG", 19, 100, 0);

  /** Up to where the reconnect interval doubles; 0: it does not. */
  public static final Option<Duration> RECONNECT_IVL_MAX = time("RECONNECT_IVL_MAX", 21, ZERO, 0);

  /** The longest frame accepted from a peer, in bytes; -1: no limit. */
  public static final Option<Long> MAXMSGSIZE =
      Option.of("MAXMSGSIZE", 22, Long.class, -1L).where(v -> v >= -1, "-1 or more");

  /** How many messages wait for each peer before sends wait or drop; 0: no limit. */
  public static final Option<Integer> SNDHWM = atLeast("SNDHWM", 23, 1000, 0);

  /** How many messages of each peer wait for the application; 0: no limit. */
  public static final Option<Integer> RCVHWM = atLeast("RCVHWM", 24, 1000, 0);

  /** How long a receive waits. */
  public static final Option<Duration> RCVTIMEO = time("RCVTIMEO", 27, FOREVER, -1);

  /** How long a send waits. */
  public static final Option<Duration> SNDTIMEO = time("SNDTIMEO", 28, FOREVER, -1);

  /** The resolved address of the last bind or connect. */
  public static final Option<String> LAST_ENDPOINT =
      Option.of("LAST_ENDPOINT", 32, String.class, "").only(Access.GET);

  /** ROUTER: unknown peers throw and full ones wait, where else the message would be dropped. */
  public static final Option<Boolean> ROUTER_MANDATORY =
      flag("ROUTER_MANDATORY", 33).only(Access.SET).on("ROUTER");

  /** TCP keep-alive: 1 on, 0 off, -1 as the system has it. */
  public static final Option<Integer> TCP_KEEPALIVE =
      Option.of("TCP_KEEPALIVE", 34, Integer.class, -1).where(v -> v >= -1 && v <= 1, "-1, 0, 1");

  /** Keep-alive probes before the connection is given up; -1: as the system has it. */
  public static final Option<Integer> TCP_KEEPALIVE_CNT = atLeast("TCP_KEEPALIVE_CNT", 35, -1, -1);

  /** Seconds of silence before the first keep-alive probe; -1: as the system has it. */
  public static final Option<Integer> TCP_KEEPALIVE_IDLE =
      atLeast("TCP_KEEPALIVE_IDLE", 36, -1, -1);

  /** Seconds between keep-alive probes; -1: as the system has it. */
  public static final Option<Integer> TCP_KEEPALIVE_INTVL =
      atLeast("TCP_KEEPALIVE_INTVL", 37, -1, -1);

  /** Queue messages only for connections that are ready, not for those still being made. */
  public static final Option<Boolean> IMMEDIATE = flag("IMMEDIATE", 39);

  /** XPUB: pass on every subscription, not just the first for a topic. */
  public static final Option<Boolean> XPUB_VERBOSE =
      flag("XPUB_VERBOSE", 40).only(Access.SET).on("XPUB");

  /** Use IPv6 as well as IPv4. */
  public static final Option<Boolean> IPV6 = flag("IPV6", 42);

  /** The security mechanism: 0 NULL. */
  public static final Option<Integer> MECHANISM =
      Option.of("MECHANISM", 43, Integer.class, 0).only(Access.GET);

  /** Send an empty message to each new peer, so that a ROUTER learns of it. */
  public static final Option<Boolean> PROBE_ROUTER =
      flag("PROBE_ROUTER", 51).only(Access.SET).on("REQ", "DEALER", "ROUTER");

  /** REQ: mark requests with an id and drop replies that lack it. */
  public static final Option<Boolean> REQ_CORRELATE =
      flag("REQ_CORRELATE", 52).only(Access.SET).on("REQ");

  /** REQ: a new request may be sent before the reply; the old one is abandoned. */
  public static final Option<Boolean> REQ_RELAXED =
      flag("REQ_RELAXED", 53).only(Access.SET).on("REQ");

  /** Keep only the last message for each peer. libzmq does so for messages of one frame only. */
  public static final Option<Boolean> CONFLATE =
      flag("CONFLATE", 54).on("PULL", "PUSH", "SUB", "PUB", "DEALER");

  /** ROUTER: a new peer may take over the routing id of an old one. */
  public static final Option<Boolean> ROUTER_HANDOVER =
      flag("ROUTER_HANDOVER", 56).only(Access.SET).on("ROUTER");

  /** The type-of-service bits of IP. */
  public static final Option<Integer> TOS = atLeast("TOS", 57, 0, 0);

  /** ROUTER: the routing id of the peer of the next connect; used once. */
  public static final Option<byte[]> CONNECT_ROUTING_ID =
      Option.of("CONNECT_ROUTING_ID", 61, byte[].class, EMPTY)
          .where(Options::isRoutingId, "1 to 255 bytes, the first not 0")
          .only(Access.SET)
          .on("ROUTER");

  /** How long greeting and handshake may take; 0: no limit. */
  public static final Option<Duration> HANDSHAKE_IVL =
      time("HANDSHAKE_IVL", 66, Duration.ofSeconds(30), 0);

  /** PUB and XPUB: wait (or fail to try) instead of dropping for a slow subscriber. */
  public static final Option<Boolean> XPUB_NODROP =
      flag("XPUB_NODROP", 69).only(Access.SET).on("XPUB", "PUB");

  /** XPUB: subscriptions are made by the application, with {@link #SUBSCRIBE}. */
  public static final Option<Boolean> XPUB_MANUAL =
      flag("XPUB_MANUAL", 71).only(Access.SET).on("XPUB");

  /** XPUB: the first message to every new subscriber; empty: none. */
  public static final Option<byte[]> XPUB_WELCOME_MSG =
      Option.of("XPUB_WELCOME_MSG", 72, byte[].class, EMPTY).only(Access.SET).on("XPUB");

  /** Send what does not match. Must be set on both ends. */
  public static final Option<Boolean> INVERT_MATCHING =
      flag("INVERT_MATCHING", 74).on("PUB", "XPUB", "SUB");

  /** How often to ask silent peers for a sign of life; 0: never. */
  public static final Option<Duration> HEARTBEAT_IVL = time("HEARTBEAT_IVL", 75, ZERO, 0);

  /** How long the peer should wait for a sign of life from here; 0: do not say. */
  public static final Option<Duration> HEARTBEAT_TTL =
      Option.of("HEARTBEAT_TTL", 76, Duration.class, ZERO)
          .where(v -> !v.isNegative() && v.toMillis() <= 6_553_599, "0 to 6553599 ms");

  /** How long to wait for a sign of life; below 0: as long as {@link #HEARTBEAT_IVL}. */
  public static final Option<Duration> HEARTBEAT_TIMEOUT =
      time("HEARTBEAT_TIMEOUT", 77, FOREVER, -1);

  /** XPUB: pass on every subscription and every cancellation. */
  public static final Option<Boolean> XPUB_VERBOSER =
      flag("XPUB_VERBOSER", 78).only(Access.SET).on("XPUB");

  /** How long an attempt to connect may take; 0: as long as the system lets it. */
  public static final Option<Duration> CONNECT_TIMEOUT = time("CONNECT_TIMEOUT", 79, ZERO, 0);

  /** Adds an application property {@code X-name:value} to what this socket tells its peers. */
  public static final Option<String> METADATA =
      Option.of("METADATA", 95, String.class, "")
          .where(Options::isProperty, "X-name:value")
          .only(Access.SET);

  /** XPUB: as manual, and the next send goes only to the last subscriber. */
  public static final Option<Boolean> XPUB_MANUAL_LAST_VALUE =
      flag("XPUB_MANUAL_LAST_VALUE", 98).only(Access.SET).on("XPUB");

  /** XPUB, PUB, XSUB: only the first frame of a message may be a subscription. */
  public static final Option<Boolean> ONLY_FIRST_SUBSCRIBE =
      flag("ONLY_FIRST_SUBSCRIBE", 108).only(Access.SET).on("XPUB", "PUB", "XSUB");

  /** When not to connect again: 1 refused, 2 handshake failed, 4 after a disconnect; a sum. */
  public static final Option<Integer> RECONNECT_STOP =
      Option.of("RECONNECT_STOP", 109, Integer.class, 0).where(v -> v >= 0 && v <= 7, "0 to 7");

  /** XSUB: pass on every cancellation. */
  public static final Option<Boolean> XSUB_VERBOSE_UNSUBSCRIBE =
      flag("XSUB_VERBOSE_UNSUBSCRIBE", 115).only(Access.SET).on("XSUB");

  /** The number of distinct topics subscribed. */
  public static final Option<Integer> TOPICS_COUNT =
      Option.of("TOPICS_COUNT", 116, Integer.class, 0)
          .only(Access.GET)
          .on("PUB", "XPUB", "SUB", "XSUB");

  /** Nightjar: the most subscriptions that one peer may hold; its connection ends beyond that. */
  public static final Option<Integer> MAX_SUBSCRIPTIONS =
      Option.of("MAX_SUBSCRIPTIONS", -1, Integer.class, 1_000_000)
          .where(v -> v > 0, "1 or more")
          .on("PUB", "XPUB");

  /** Nightjar: how many accepted connections may be in handshake at once, for each binding. */
  public static final Option<Integer> MAX_HANDSHAKES =
      Option.of("MAX_HANDSHAKES", -1, Integer.class, 4096).where(v -> v > 0, "1 or more");

  /**
   * Nightjar: how many bytes of memory the messages that wait to be sent may take, of all peers
   * together; beyond it the queues that hold some count as full. Counted in the blocks in which
   * messages lie (4 KiB, 64 KiB or more). 0: no limit but the context's.
   */
  public static final Option<Long> SEND_MEMORY = memory("SEND_MEMORY");

  /**
   * Nightjar: the same for messages that wait to be received; beyond it peers that have some
   * waiting are not read. 0: no limit but the context's.
   */
  public static final Option<Long> RECEIVE_MEMORY = memory("RECEIVE_MEMORY");

  /**
   * Nightjar: what a send does when the queue for a peer is full. Messages that are dropped count
   * in {@link SocketStats}. A socket without any peer to send to has no queue: there {@code
   * DROP_NEWEST} and {@code DROP_OLDEST} drop the message. Acts on the next send.
   */
  public static final Option<FullPolicy> WHEN_FULL =
      Option.of("WHEN_FULL", -1, FullPolicy.class, FullPolicy.BY_TYPE)
          .where(v -> true, "one of " + List.of(FullPolicy.values()))
          .on("PUSH", "DEALER", "PAIR", "PUB", "XPUB", "ROUTER");

  private static final Map<String, String> ALIASES =
      Map.of(
          "IDENTITY", "ROUTING_ID",
          "CONNECT_RID", "CONNECT_ROUTING_ID",
          "DELAY_ATTACH_ON_CONNECT", "IMMEDIATE",
          "FAIL_UNROUTABLE", "ROUTER_MANDATORY",
          "ROUTER_BEHAVIOR", "ROUTER_MANDATORY");

  private static final List<Option<?>> ALL = collect();

  private Options() {}

  /** All options, in the order of this page. */
  public static List<Option<?>> all() {
    return ALL;
  }

  /**
   * The option with this number in {@code zmq.h}.
   *
   * @throws InvalidOptionException if there is none
   */
  public static Option<?> numbered(int number) {
    for (Option<?> option : ALL) {
      if (option.number() == number && number >= 0) {
        return option;
      }
    }
    throw new InvalidOptionException(
        "there is no option number " + number + ": use a number of zmq.h, such as 23");
  }

  /**
   * The option with this name, in upper or lower case, with or without {@code ZMQ_}; old names too.
   *
   * @throws InvalidOptionException if there is none
   */
  public static Option<?> named(String name) {
    String upper = name.toUpperCase(Locale.ROOT);
    String bare = upper.startsWith("ZMQ_") ? upper.substring("ZMQ_".length()) : upper;
    String wanted = ALIASES.getOrDefault(bare, bare);
    for (Option<?> option : ALL) {
      if (option.name().equals(wanted)) {
        return option;
      }
    }
    throw new InvalidOptionException(
        "there is no option named "
            + name
            + ": use a name of docs/options.md or Options.all(), such as SNDHWM");
  }

  private static List<Option<?>> collect() {
    List<Option<?>> all = new ArrayList<>();
    for (var field : Options.class.getDeclaredFields()) {
      if (Modifier.isPublic(field.getModifiers()) && field.getType() == Option.class) {
        try {
          all.add((Option<?>) field.get(null));
        } catch (IllegalAccessException e) {
          throw new AssertionError("a public field can be read", e);
        }
      }
    }
    return List.copyOf(all);
  }

  private static Option<Long> memory(String name) {
    return Option.of(name, -1, Long.class, 0L).where(v -> v >= 0, "0 or more");
  }

  private static Option<Integer> atLeast(String name, int number, int initial, int least) {
    return Option.of(name, number, Integer.class, initial)
        .where(v -> v >= least, least + " or more");
  }

  private static Option<Duration> time(String name, int number, Duration initial, int leastMillis) {
    return Option.of(name, number, Duration.class, initial)
        .where(
            v -> v.compareTo(Duration.ofMillis(leastMillis)) >= 0,
            leastMillis < 0 ? "0 or more, or -1 ms" : "0 or more");
  }

  private static Option<Boolean> flag(String name, int number) {
    return Option.of(name, number, Boolean.class, false).where(v -> true, "0 or 1");
  }

  private static boolean isRoutingId(byte @Nullable [] id) {
    return id != null && id.length >= 1 && id.length <= MAX_ID && id[0] != 0;
  }

  private static boolean isProperty(String text) {
    int colon = text.indexOf(':');
    return text.startsWith("X-") && colon > 2 && colon < text.length() - 1 && colon <= MAX_ID;
  }
}
