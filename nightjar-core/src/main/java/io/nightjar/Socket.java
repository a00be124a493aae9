// SPDX-License-Identifier: Apache-2.0
package io.nightjar;

import java.time.Duration;
import java.util.function.Consumer;

/**
 * What all sockets have in common: endpoints, options, statistics, and an end.
 *
 * <p>Every method may be called from any thread, also while others wait in this socket.
 */
public interface Socket extends AutoCloseable {
  /** The type of this socket. */
  SocketType<?> type();

  /** The context that made it. */
  Context context();

  /**
   * Accepts peers at an endpoint such as {@code tcp://*:5555}, {@code ipc:///tmp/feed} or {@code
   * inproc://name}. Port 0 or {@code *} picks a free one; {@link Binding#address()} tells which.
   *
   * @throws InvalidEndpointException if the text is malformed
   * @throws UnknownTransportException if no transport has this scheme
   * @throws AddressInUseException if the address is taken
   * @throws AddressNotAvailableException if the address is not of this machine
   * @throws InterfaceNotFoundException if there is no such interface
   * @throws PathTooLongException if an ipc path is too long
   * @throws EndpointFailedException if the system refuses for another reason: no such folder, no
   *     permission
   * @throws ClosedException if the socket is closed
   */
  Binding bind(String endpoint);

  /**
   * Connects to an endpoint, and again whenever the connection is lost. Returns at once: the peer
   * need not be there yet. {@link Connection#ready(Duration)} waits for it.
   *
   * @throws InvalidEndpointException if the text is malformed
   * @throws UnknownTransportException if no transport has this scheme
   * @throws PathTooLongException if an ipc path is too long
   * @throws ClosedException if the socket is closed
   */
  Connection connect(String endpoint);

  /**
   * Ends the binding to an endpoint, named as it was given to {@code bind} or as {@link
   * Binding#address()} has it. The peers that came through it stay.
   *
   * @throws UnknownEndpointException if there is none
   */
  void unbind(String endpoint);

  /**
   * Ends the connection to an endpoint, after its linger.
   *
   * @throws UnknownEndpointException if there is none
   */
  void disconnect(String endpoint);

  /** The resolved address of the last bind or connect; empty before the first. */
  String lastEndpoint();

  /**
   * Gives an option a value. High-water marks, time-outs, linger and the flags of patterns act at
   * once; the rest acts on later binds and connects.
   *
   * @throws InvalidOptionException if the value is out of range, or if this type of socket does not
   *     have the option
   * @throws ClosedException if the socket is closed
   */
  <T> Socket set(Option<T> option, T value);

  /**
   * The value of an option; also of a closed socket.
   *
   * @throws InvalidOptionException if this type of socket does not have the option, or it cannot be
   *     read
   */
  <T> T get(Option<T> option);

  /** Counters of this socket and of each of its peers, as they are now; also of a closed socket. */
  SocketStats stats();

  /**
   * Waits until at least this many peers are connected and through their handshake.
   *
   * @param timeout the longest wait; below nought without limit
   * @return whether they were there in time
   * @throws ClosedException if the socket is closed
   * @throws InterruptedException if the calling thread is interrupted
   */
  boolean awaitPeers(int count, Duration timeout) throws InterruptedException;

  /**
   * Calls a listener for what happens to this socket's endpoints and peers, in order and one event
   * at a time, on a thread that may block. If the listener is slow, up to 10,000 events wait and
   * later ones are dropped and counted; the socket never waits for it. A listener that is added
   * when the socket has ended is told nothing.
   */
  Monitor monitor(Consumer<? super SocketEvent> listener);

  /** Whether a receive would find a message right now. */
  boolean isReadable();

  /** Whether a send would find room right now. */
  boolean isWritable();

  /**
   * Calls a hook whenever {@link #isReadable} or {@link #isWritable} may have become true: the
   * socket's side of an event loop. The hook may run on any thread, also on an I/O thread: it must
   * only note the fact and return. Spurious calls happen. Closing the result removes the hook.
   */
  Hook onReadiness(Runnable hook);

  /**
   * Calls a hook once, when the socket is closed, on a thread that may block; at once, by the
   * calling thread, if it is closed already. Closing the result removes the hook.
   */
  Hook onClose(Runnable hook);

  /** Whether {@link #close} was called. */
  boolean isClosed();

  /**
   * Closes the socket. Whoever waits in it leaves with {@link ClosedException}. Returns at once;
   * messages not yet sent are still delivered for as long as {@link Options#LINGER} says, and
   * {@link Context#close()} waits for that. Closing again is harmless.
   */
  @Override
  void close();

  /**
   * Closes the socket and waits until all is sent, but no longer than this.
   *
   * @return what was not delivered
   */
  CloseReport close(Duration linger);

  /** A hook for readiness or for the close; closing it removes it. */
  interface Hook extends AutoCloseable {
    /** Removes the hook. */
    @Override
    void close();
  }

  /** A listener to socket events; closing it ends it. */
  interface Monitor extends AutoCloseable {
    /** How many events were dropped because the listener was slow. */
    long dropped();

    /** Ends the listening, after a last {@link SocketEvent.MonitorStopped}. */
    @Override
    void close();
  }
}
