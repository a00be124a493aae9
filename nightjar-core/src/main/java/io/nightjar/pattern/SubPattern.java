// SPDX-License-Identifier: Apache-2.0
package io.nightjar.pattern;

import io.nightjar.Option;
import io.nightjar.Options;
import io.nightjar.SocketType;
import io.nightjar.pipe.FrameReader;
import io.nightjar.pipe.Pipe;
import io.nightjar.spi.Pattern;
import io.nightjar.spi.Payload;
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

  // Changed with both locks held, so either of them is enough to read.
  private final PrefixTree<Integer> topics = new PrefixTree<>();
  private final List<Pipe> peers = new ArrayList<>();

  /** Makes the pattern of a socket. */
  public SubPattern(Host host) {
    super(host);
    this.extended = host.type() == SocketType.XSUB;
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
    Integer count = topics.get(topic);
    topics.put(topic.clone(), count == null ? 1 : count + 1);
    for (Pipe pipe : peers) {
      pipe.carrier().subscribe(topic, true);
    }
  }

  /** Takes a subscription back, without effect where there is none. Both locks. */
  public void unsubscribe(byte[] topic) {
    Integer count = topics.get(topic);
    if (count != null && count > 1) {
      topics.put(topic.clone(), count - 1);
    } else {
      topics.remove(topic);
    }
    boolean last = count != null && count == 1;
    if (last || (extended && host().option(Options.XSUB_VERBOSE_UNSUBSCRIBE))) {
      for (Pipe pipe : peers) {
        pipe.carrier().subscribe(topic, false);
      }
    }
  }

  @Override
  public void optionChanged(Option<?> option, Object value) {
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

  /** The subscription that a message of an XSUB is; null if it is a message for the publishers. */
  public static byte @Nullable [] topicOf(Payload payload) {
    if (payload.size() != 1 || payload.length(0) == 0 || !isPrefix(payload.byteAt(0, 0))) {
      return null;
    }
    byte[] frame = payload.bytes(0);
    return Arrays.copyOfRange(frame, 1, frame.length);
  }

  private static boolean isPrefix(byte first) {
    return first == SUBSCRIBE || first == CANCEL;
  }

  /** Whether the subscription of {@link #topicOf} is a new one or a cancellation. */
  public static boolean isSubscribe(Payload payload) {
    return payload.byteAt(0, 0) == SUBSCRIBE;
  }

  @Override
  public boolean send(Payload payload) {
    for (int i = 0; i < peers.size(); i++) {
      Pipe pipe = peers.get(i);
      if (pipe.makeRoom()) {
        Outbound.put(pipe, payload, 0);
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
  public boolean receive(Sink sink) {
    Pipe pipe = nextWanted();
    if (pipe == null) {
      return false;
    }
    sink.take(pipe, null, pipe.reader());
    pipe.finish();
    receiving.advance();
    return true;
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
      if (matches != isInverted()) {
        return pipe;
      }
      pipe.finish();
      receiving.advance();
      host().countFiltered();
    }
  }

  private boolean isInverted() {
    return !extended && host().option(Options.INVERT_MATCHING);
  }

  @Override
  public boolean canReceive() {
    return nextWanted() != null;
  }
}
