// SPDX-License-Identifier: Apache-2.0
package io.nightjar.spi;

import io.nightjar.Option;
import io.nightjar.SocketType;
import io.nightjar.pipe.Pipe;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The behaviour of one type of socket: which peer gets a message, from which peer the next one
 * comes. It moves no bytes and starts no thread; the engine calls it with the socket's locks held,
 * as each method says. Nothing here may block.
 *
 * <p>The receive lock is always taken before the send lock.
 */
public abstract class Pattern {
  /** What a pattern sees of its socket. */
  public interface Host extends OptionValues {
    /** The type of the socket. */
    SocketType<?> type();

    /** A message was dropped because no peer could have it. */
    void countUnroutable();

    /** The application got a message in another way than by {@link #receive}. Receive lock. */
    void countReceived();

    /** A message arrived that was not for the application. */
    void countFiltered();

    /** There is something to receive that did not come through a pipe. Any thread. */
    void wakeReceivers();

    /** A send that found no room may find some. Any thread. */
    void wakeSenders();
  }

  private final Host host;

  /** Makes the pattern of a socket. */
  protected Pattern(Host host) {
    this.host = host;
  }

  /** The socket. */
  protected final Host host() {
    return host;
  }

  /**
   * Whether there is one peer at a time. Then each that comes to a binding has to be {@linkplain
   * #admit admitted}.
   */
  public boolean isExclusive() {
    return false;
  }

  /**
   * Whether a peer may come to an exclusive pattern. One that may has the place until {@link
   * #left}. Any thread.
   *
   * @param guest stands for the peer
   */
  public boolean admit(Object guest) {
    return true;
  }

  /** A peer went, whether it was admitted or not; its pipe is detached. Any thread. */
  public void left(Object guest) {}

  /** A pipe was made; it can take messages if its {@code hasRoom} says so. Both locks. */
  public abstract void attach(Pipe pipe);

  /** A peer is at the other end of an attached pipe, for the first time or again. Both locks. */
  public void identified(Pipe pipe) {}

  /** The peer of a pipe went; the pipe waits for it to come back. Both locks. */
  public void disconnected(Pipe pipe) {}

  /**
   * Whether the peer that a pipe waits for has to be told something, besides messages. A socket
   * that is closed lingers for that too. Send lock.
   */
  public boolean owes(Pipe pipe) {
    return false;
  }

  /** A pipe takes no more messages; what it still has can be received. Both locks. */
  public abstract void detach(Pipe pipe);

  /** A pipe that was put aside has a message. Receive lock. */
  public void readable(Pipe pipe) {}

  /** A pipe that was found full has room. Send lock. */
  public void writable(Pipe pipe) {}

  /**
   * Gives a message to the peer or peers that should have it, or drops it as the pattern says. Send
   * lock.
   *
   * @return false if it has to wait for room; then nothing was done
   */
  public abstract <B> boolean send(Form<B> form, B body);

  /** Whether {@link #send} would not have to wait. Send lock. */
  public abstract boolean canSend();

  /**
   * Takes the next message. Receive lock.
   *
   * @return what the sink made of it; null if there is none
   */
  public abstract <R> @Nullable R receive(Sink<R> sink);

  /** Whether {@link #receive} would take one. Receive lock. */
  public abstract boolean canReceive();

  /** Whether messages and subscriptions of peers are handled as they arrive: PUB and XPUB. */
  public boolean readsEagerly() {
    return false;
  }

  /**
   * Whether so much of a peer waits for the application, outside its pipe, that no more is read of
   * it. Who makes room then calls {@link Pipe.Carrier#roomMade}. Any thread.
   */
  public boolean isFull(Pipe pipe) {
    return false;
  }

  /**
   * Whether a sender waits a moment for a channel that is slower than itself, so that large
   * messages do not pile up to the high-water mark. Asked before each message; not where one slow
   * peer would hold up others. Send lock.
   */
  public boolean isPatient() {
    return false;
  }

  /** Messages arrived in a pipe of a pattern that reads eagerly. Both locks. */
  public void arrived(Pipe pipe) {}

  /**
   * A peer subscribed, or took a subscription back, by a command. Send lock. Ignored by patterns
   * that do not publish.
   */
  public void subscription(Pipe pipe, boolean on, ByteBuffer memory, int index, int length) {}

  /** An option was set. Both locks. */
  public void optionChanged(Option<?> option, Object value) {}

  /** The value of an option that only the pattern knows, such as the number of topics. */
  public int count(Option<?> option) {
    return 0;
  }
}
