// SPDX-License-Identifier: Apache-2.0
package io.nightjar;

import java.time.Duration;
import java.util.ServiceLoader;

/**
 * The home of sockets: they share its I/O threads, its memory and its {@code inproc} names. One
 * context is enough for most programs. All methods may be called from any thread.
 */
public interface Context extends AutoCloseable {
  /** Makes a context with default settings. */
  static Context create() {
    return builder().build();
  }

  /** Starts to make a context with other settings. */
  static Builder builder() {
    return new Builder();
  }

  /**
   * Makes a socket.
   *
   * @throws ClosedException if the context is closed
   * @throws TooManySocketsException if it already has as many sockets as it may
   */
  <S extends Socket> S socket(SocketType<S> type);

  /** Makes an empty poller, for sockets of this or any other context. */
  default Poller poller() {
    return new Poller();
  }

  /** The settings this context was made with. */
  ContextSettings settings();

  /** Whether {@link #close} was called. */
  boolean isClosed();

  /**
   * Bytes of memory that waiting messages take now in all sockets, of {@link
   * ContextSettings#messageMemory}. Any thread; a snapshot.
   */
  long messageMemoryUsed();

  /**
   * Closes every socket, each with its own linger, and then the context. Threads blocked in a
   * socket leave with {@link ClosedException}. Closing again is harmless.
   *
   * <p>Unlike {@link Socket#close()}, waits until all messages are sent, their peers are given up
   * or the lingers are over, and the default linger is for ever: with a message for a peer that
   * never comes it does not return. An interrupt does not end the wait; it is kept, and the thread
   * is interrupted when this returns. {@link #close(Duration)} ends the wait, from any thread: the
   * messages that it leaves are dropped.
   */
  @Override
  void close();

  /**
   * Closes everything within this time, which takes the place of each socket's own linger, also
   * while another thread waits in {@link #close()}. An interrupt does not shorten it.
   *
   * @return what could not be delivered
   */
  CloseReport close(Duration linger);

  /**
   * The settings of a context to be. A method throws {@link InvalidOptionException} where its value
   * is out of range.
   */
  final class Builder {
    private ContextSettings settings = ContextSettings.DEFAULT;

    private Builder() {}

    /** The number of I/O threads, 1 to 64; 1 if not set. */
    public Builder ioThreads(int count) {
      settings = settings.withIoThreads(count);
      return this;
    }

    /** The number of sockets it may have at once; 1023 if not set. */
    public Builder maxSockets(int count) {
      settings = settings.withMaxSockets(count);
      return this;
    }

    /** How callers and I/O threads wait; {@link WaitPolicy#ADAPTIVE} if not set. */
    public Builder waitPolicy(WaitPolicy policy) {
      settings = settings.withWaitPolicy(policy);
      return this;
    }

    /** The beginning of its threads' names; {@code nightjar} if not set. */
    public Builder threadNamePrefix(String prefix) {
      settings = settings.withThreadNamePrefix(prefix);
      return this;
    }

    /** Whether new sockets use IPv6; no, if not set. */
    public Builder ipv6(boolean on) {
      settings = settings.withIpv6(on);
      return this;
    }

    /** Whether {@code close} waits for unsent messages by default; yes, if not set. */
    public Builder blocky(boolean on) {
      settings = settings.withBlocky(on);
      return this;
    }

    /**
     * How many bytes of memory the messages that wait in all its queues may take; half of the
     * largest heap if not set. When it is used up, queues that hold messages count as full: peers
     * are not read and sends wait, drop or fail as at the high-water mark. Each queue still takes
     * one message, so the limit can be passed by as much.
     */
    public Builder messageMemory(long bytes) {
      settings = settings.withMessageMemory(bytes);
      return this;
    }

    /** Makes the context and starts its I/O threads. */
    public Context build() {
      return ServiceLoader.load(ContextFactory.class, Context.class.getClassLoader())
          .findFirst()
          .orElseThrow(() -> new IllegalStateException("no Nightjar engine on the class path"))
          .create(settings);
    }
  }
}
