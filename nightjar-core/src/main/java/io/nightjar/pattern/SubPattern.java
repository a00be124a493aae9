// SPDX-License-Identifier: Apache-2.0
package io.nightjar.pattern;

import io.nightjar.Message;
import io.nightjar.Option;
import io.nightjar.Options;
import io.nightjar.SocketType;
import io.nightjar.pipe.FrameReader;
import io.nightjar.pipe.Pipe;
import io.nightjar.spi.Form;
import io.nightjar.spi.Pattern;
import io.nightjar.spi.Sink;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * SUB and XSUB: takes messages whose first frame begins with a topic it subscribed to, in turn from
 * its publishers (RFC 29).
 *
 * <p>Subscriptions are counted here. Every new one goes up to all publishers, a cancellation only
 * when the last of its topic is gone, since publishers keep sets. A publisher that comes, or comes
 * back, is told all of them. Messages are filtered here again: not every publisher filters.
 */
public final class SubPattern extends Pattern {
  private static final byte SUBSCRIBE = 1;
  private static final byte CANCEL = 0;

  private final boolean extended;
  private final FairQueue receiving = new FairQueue();
  // An option that every receive asks for.
  private boolean inverted;

  // Changed with both locks held, so either of them is enough to read.
  private final PrefixTree<Integer> topics = new PrefixTree<>();
  private final List<Pipe> peers = new ArrayList<>();

  /** Makes the pattern of a socket. */
  public SubPattern(Host host) {
    super(host);
    this.extended = host.type() == SocketType.XSUB;
    readOptions();
  }

  private void readOptions() {
    inverted = !extended && host().option(Options.INVERT_MATCHING);
  }

  @Override
  public void attach(Pipe pipe) {
    peers.add(pipe);
    receiving.attach(pipe);
  }

  @Override
  public void identified(Pipe pipe) {
    topics.forEach((topic, count) -> pipe.carrier().subscribe(topic, true));
  }

  @Override
  public boolean owes(Pipe pipe) {
    return topics.size() > 0;
  }

  @Override
  public void detach(Pipe pipe) {
    peers.remove(pipe);
  }

  @Override
  public void readable(Pipe pipe) {
    receiving.add(pipe);
  }

  // ---- subscriptions ----

  /** Adds a subscription. Both locks. */
  public void subscribe(byte[] topic) {
    add(topic);
    for (Pipe pipe : peers) {
      tell(pipe, topic, true);
    }
  }

  /** Takes a subscription back, without effect where there is none. Both locks. */
  public void unsubscribe(byte[] topic) {
    boolean last = remove(topic);
    if (last || (extended && host().option(Options.XSUB_VERBOSE_UNSUBSCRIBE))) {
      for (Pipe pipe : peers) {
        tell(pipe, topic, false);
      }
    }
  }

  private void add(byte[] topic) {
    Integer count = topics.get(topic);
    topics.put(topic.clone(), count == null ? 1 : count + 1);
  }

  /** Tells whether it was the last of its topic. */
  private boolean remove(byte[] topic) {
    Integer count = topics.get(topic);
    if (count != null && count > 1) {
      topics.put(topic.clone(), count - 1);
    } else {
      topics.remove(topic);
    }
    return count != null && count == 1;
  }

  /**
   * Tells a publisher of a subscription or its end. What an XSUB tells is a message among those
   * that are sent up, as with libzmq, so that one does not overtake the other.
   */
  private void tell(Pipe pipe, byte[] topic, boolean on) {
    boolean inOrder = extended && (pipe.isConnected() || pipe.sendQueue() > 0);
    if (inOrder && pipe.makeRoom()) {
      byte[] frame = new byte[1 + topic.length];
      frame[0] = on ? SUBSCRIBE : CANCEL;
      System.arraycopy(topic, 0, frame, 1, topic.length);
      pipe.out().put(frame, 0, frame.length, false);
      pipe.commit();
    } else {
      pipe.carrier().subscribe(topic, on);
    }
  }

  @Override
  public void optionChanged(Option<?> option, Object value) {
    readOptions();
    if (option == Options.SUBSCRIBE) {
      subscribe((byte[]) value);
    } else if (option == Options.UNSUBSCRIBE) {
      unsubscribe((byte[]) value);
    }
  }

  @Override
  public int count(Option<?> option) {
    return option == Options.TOPICS_COUNT ? topics.size() : 0;
  }

  // ---- sending, XSUB only ----

  /**
   * Counts the subscriptions among the frames of a message that goes to the publishers as it is:
   * they will look at its frames one by one if the first one is a subscription. Both locks.
   */
  public void note(Message message) {
    if (!isSubscription(message, 0)) {
      return;
    }
    int count = host().option(Options.ONLY_FIRST_SUBSCRIBE) ? 1 : message.size();
    for (int i = 0; i < count; i++) {
      if (isSubscription(message, i)) {
        byte[] frame = message.bytes(i);
        byte[] topic = Arrays.copyOfRange(frame, 1, frame.length);
        if (frame[0] == SUBSCRIBE) {
          add(topic);
        } else {
          remove(topic);
        }
      }
    }
  }

  private static boolean isSubscription(Message message, int frame) {
    return message.length(frame) > 0 && isPrefix(message.byteAt(frame, 0));
  }

  private static boolean isPrefix(byte first) {
    return first == SUBSCRIBE || first == CANCEL;
  }

  @Override
  public <B> boolean send(Form<B> form, B body) {
    for (int i = 0; i < peers.size(); i++) {
      Pipe pipe = peers.get(i);
      if (pipe.makeRoom()) {
        Outbound.put(pipe, form, body, 0);
      } else {
        pipe.countDropped();
      }
    }
    return true;
  }

  @Override
  public boolean canSend() {
    return extended;
  }

  // ---- receiving ----

  @Override
  public <R> @Nullable R receive(Sink<R> sink) {
    Pipe pipe = nextWanted();
    if (pipe == null) {
      return null;
    }
    R taken = sink.take(pipe, null, pipe.reader());
    pipe.finish();
    receiving.advance();
    return taken;
  }

  /** Goes to the next message that is subscribed to, dropping others. */
  private @Nullable Pipe nextWanted() {
    while (true) {
      Pipe pipe = receiving.next();
      if (pipe == null) {
        return null;
      }
      FrameReader reader = pipe.reader();
      boolean matches = topics.hasPrefix(reader.memory(), reader.index(), reader.length());
      if (matches != inverted) {
        return pipe;
      }
      pipe.finish();
      receiving.advance();
      host().countFiltered();
    }
  }

  @Override
  public boolean canReceive() {
    return nextWanted() != null;
  }
}
