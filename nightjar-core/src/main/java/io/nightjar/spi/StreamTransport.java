// SPDX-License-Identifier: Apache-2.0
package io.nightjar.spi;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.List;

/**
 * A transport of byte streams, such as tcp: how its addresses read, and how its channels are
 * opened. What runs over them is the engine's. Found as a service: a new transport is a class and a
 * line in a module descriptor.
 *
 * <p>{@link #listen} and {@link #dialer} run in the thread of the caller of bind and connect. What
 * belongs to a listener or dialer runs on an I/O thread, which serves all other connections too and
 * must not be held up: only {@link Dialer#resolve} may block, if {@link Dialer#mayBlock} says so;
 * then it runs on a thread of its own. {@link Listener#close} runs in any thread.
 */
public interface StreamTransport {
  /** The scheme of its endpoints: {@code tcp} for {@code tcp://…}. */
  String scheme();

  /**
   * Accepts connections at an address. Does not block for longer than opening a channel takes.
   *
   * @param address what follows {@code scheme://}
   * @throws io.nightjar.NightjarException if the address is malformed or cannot be had, with a text
   *     that names the endpoint, the reason and the remedy
   */
  Listener listen(String address, OptionValues options);

  /**
   * Prepares to connect to an address; only its form is checked yet.
   *
   * @param address what follows {@code scheme://}
   * @throws io.nightjar.InvalidEndpointException if the address is malformed
   */
  Dialer dialer(String address, OptionValues options);

  /** An address that accepts connections. */
  interface Listener extends AutoCloseable {
    /** The channel, in non-blocking mode. */
    ServerSocketChannel channel();

    /** The endpoint with wildcards replaced, as a peer on this machine connects to it. */
    String endpoint();

    /**
     * Prepares a connection that was accepted: sets its options and puts it into non-blocking mode,
     * which it is not in yet. I/O thread; must not block. If it throws, the engine closes the
     * channel.
     */
    Channel adopt(SocketChannel accepted) throws IOException;

    /** Accepts no more and frees the address. */
    @Override
    void close();
  }

  /** An address to connect to. */
  interface Dialer {
    /** The endpoint, as it was given. */
    String endpoint();

    /** Whether {@link #resolve} may block, as asking a name server does. */
    default boolean mayBlock() {
      return false;
    }

    /**
     * Finds the addresses to try, in their order. Called before each attempt.
     *
     * @throws IOException if the name cannot be resolved
     */
    List<SocketAddress> resolve() throws IOException;

    /**
     * Opens a channel for an address that {@link #resolve} gave, in non-blocking mode, not yet
     * connected. I/O thread; must not block.
     */
    SocketChannel open(SocketAddress address) throws IOException;

    /**
     * Prepares a connection that was made: sets its options. I/O thread; must not block. If it
     * throws, the engine closes the channel.
     */
    Channel adopt(SocketChannel connected) throws IOException;
  }

  /**
   * A connection.
   *
   * @param channel the channel, in non-blocking mode
   * @param peerAddress where the peer is, for people and for the property {@code Peer-Address}
   */
  record Channel(SocketChannel channel, String peerAddress) {}
}
