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
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * PUB and XPUB: a message goes to every peer with a subscription that is a prefix of its first
 * frame (RFC 29). A peer counts once for a topic however often it subscribes, as in libzmq.
 *
 * <p>What peers send is handled as it arrives, so that subscriptions count without a receive. XPUB
 * puts notifications and other messages into a queue of its own, in the order of their arrival.
 */
public final class PubPattern extends Pattern {
  private static final byte SUBSCRIBE = 1;
  private static final byte CANCEL = 0;

  /** A message from a subscriber counts as much as so many notifications. */
  private static final int MESSAGE_WEIGHT = 100;

  private final boolean extended;

  // Guarded by the send lock.
  private final List<Subscriber> peers = new ArrayList<>();
  private final PrefixTree<SubscriberSet> topics = new PrefixTree<>();
  private final Matches matching = new Matches();
  private final Consumer<SubscriberSet> match = this::addMatching;
  private long messageNumber;
  private ByteBuffer topic = ByteBuffer.allocate(256);
  // No topic was ever longer, so no more of a message is looked at.
  private int longest;
  // Written with the receive lock held, too. An application receives before it grants.
  private @Nullable Subscriber lastSubscriber;
  private boolean onlyToLast;
  // Options that every send asks for.
  private boolean noDrop;
  private boolean inverted;

  // XPUB in manual mode: what the peers asked for, whatever the application made of it.
  private final PrefixTree<SubscriberSet> asked = new PrefixTree<>();

  // XPUB: what the application receives; filled by any reader.
  private final Queue<Notification> arrivals = new ConcurrentLinkedQueue<>();

  /** What the application receives, and from whom, in which of its visits. */
  private record Notification(Message message, @Nullable Subscriber from, int visit, int weight) {}

  /** Makes the pattern of a socket. */
  public PubPattern(Host host) {
    super(host);
    this.extended = host.type() == SocketType.XPUB;
    readOptions();
  }

  private void readOptions() {
    noDrop = host().option(Options.XPUB_NODROP) || Outbound.waits(host());
    inverted = host().option(Options.INVERT_MATCHING);
  }

  // ---- peers ----

  @Override
  public void attach(Pipe pipe) {
    Subscriber subscriber = new Subscriber(pipe);
    pipe.attach(subscriber);
    peers.add(subscriber);
  }

  @Override
  public void identified(Pipe pipe) {
    if (!extended) {
      return;
    }
    byte[] welcome = host().option(Options.XPUB_WELCOME_MSG);
    if (welcome.length > 0 && pipe.hasRoom()) {
      pipe.out().put(welcome, 0, welcome.length, false);
      pipe.commit();
    }
  }

  @Override
  public void disconnected(Pipe pipe) {
    forget(pipe);
  }

  @Override
  public void detach(Pipe pipe) {
    try {
      forget(pipe);
    } finally {
      if (pipe.attachment() instanceof Subscriber subscriber) {
        peers.remove(subscriber);
        matching.forget(subscriber);
      }
    }
  }

  private void forget(Pipe pipe) {
    if (!(pipe.attachment() instanceof Subscriber subscriber)) {
      return;
    }
    // From now on what it asked for before cannot be granted.
    subscriber.visit++;
    if (lastSubscriber == subscriber) {
      lastSubscriber = null;
    }
    boolean manual = extended && isManual();
    if (subscriber.topics > 0) {
      subscriber.topics = 0;
      forget(topics, subscriber, extended && !manual);
    }
    if (subscriber.asked > 0) {
      subscriber.asked = 0;
      forget(asked, subscriber, manual);
    }
  }

  private void forget(PrefixTree<SubscriberSet> tree, Subscriber subscriber, boolean notify) {
    boolean each = tree == asked || host().option(Options.XPUB_VERBOSER);
    tree.removeIf(
        (key, set) -> {
          if (!set.remove(subscriber)) {
            return false;
          }
          if (notify && (each || set.size() == 0)) {
            notifyOf(CANCEL, key.get(), null);
          }
          return set.size() == 0;
        });
  }

  private boolean isManual() {
    return host().option(Options.XPUB_MANUAL) || host().option(Options.XPUB_MANUAL_LAST_VALUE);
  }

  // ---- subscriptions ----

  @Override
  public boolean readsEagerly() {
    return true;
  }

  @Override
  public void subscription(Pipe pipe, boolean on, ByteBuffer memory, int index, int length) {
    byte[] key = new byte[length];
    memory.get(index, key);
    if (pipe.attachment() instanceof Subscriber subscriber) {
      subscription(subscriber, on, key);
    }
  }

  private void subscription(Subscriber subscriber, boolean on, byte[] key) {
    if (subscriber.pipe.isClosing()) {
      // It has left, and would get messages that nobody reads.
      return;
    }
    if (extended && isManual()) {
      if (!on) {
        subscriber.asked -= drop(asked, subscriber, key) ? 1 : 0;
      } else if (isFull(subscriber, subscriber.asked)) {
        return;
      } else {
        subscriber.asked += put(asked, subscriber, key) ? 1 : 0;
      }
      notifyOf(on ? SUBSCRIBE : CANCEL, key, subscriber);
      return;
    }
    boolean unique = on ? add(subscriber, key) : remove(subscriber, key);
    if (extended && (unique || isVerbose(on))) {
      notifyOf(on ? SUBSCRIBE : CANCEL, key, subscriber);
    }
  }

  private boolean isVerbose(boolean on) {
    return host().option(Options.XPUB_VERBOSER) || (on && host().option(Options.XPUB_VERBOSE));
  }

  /** Adds a subscription; tells whether the topic had none before. */
  private boolean add(Subscriber subscriber, byte[] key) {
    if (isFull(subscriber, subscriber.topics)) {
      return false;
    }
    boolean first = topics.get(key) == null;
    longest = Math.max(longest, key.length);
    if (put(topics, subscriber, key)) {
      subscriber.topics++;
      host().wakeSenders();
    }
    return first;
  }

  private boolean isFull(Subscriber subscriber, int count) {
    if (count < host().option(Options.MAX_SUBSCRIPTIONS)) {
      return false;
    }
    String reason = "more than " + count + " subscriptions, see MAX_SUBSCRIPTIONS";
    subscriber.pipe.carrier().fail(reason);
    return true;
  }

  /** Removes a subscription; tells whether the topic has none any more. */
  private boolean remove(Subscriber subscriber, byte[] key) {
    if (!drop(topics, subscriber, key)) {
      return false;
    }
    subscriber.topics--;
    return topics.get(key) == null;
  }

  /** Puts a peer under a topic; false if it was there. */
  private static boolean put(PrefixTree<SubscriberSet> tree, Subscriber subscriber, byte[] key) {
    SubscriberSet set = tree.get(key);
    if (set == null) {
      set = new SubscriberSet();
      tree.put(key, set);
    }
    return set.add(subscriber);
  }

  /** Takes a peer from a topic; false if it was not there. */
  private static boolean drop(PrefixTree<SubscriberSet> tree, Subscriber subscriber, byte[] key) {
    SubscriberSet set = tree.get(key);
    if (set == null || !set.remove(subscriber)) {
      return false;
    }
    if (set.size() == 0) {
      tree.remove(key);
    }
    return true;
  }

  private void notifyOf(byte kind, byte[] key, @Nullable Subscriber from) {
    byte[] frame = new byte[1 + key.length];
    frame[0] = kind;
    System.arraycopy(key, 0, frame, 1, key.length);
    arrive(Message.wrap(frame), from, 1);
  }

  private void arrive(Message message, @Nullable Subscriber from, int weight) {
    arrivals.add(new Notification(message, from, from == null ? 0 : from.visit, weight));
    if (from != null) {
      from.waiting.addAndGet(weight);
    }
    host().wakeReceivers();
  }

  /**
   * What an XPUB does not receive fills memory, so it has a limit. It is a high one for
   * notifications, which many applications never receive although they want the subscriptions.
   */
  @Override
  public boolean isFull(Pipe pipe) {
    long limit = extended ? limit() : 0;
    return limit > 0
        && pipe.attachment() instanceof Subscriber subscriber
        && subscriber.waiting.get() >= limit;
  }

  private long limit() {
    return (long) MESSAGE_WEIGHT * host().option(Options.RCVHWM);
  }

  /** The application took something of a peer, which may have waited for that. */
  private void taken(Subscriber subscriber, int weight) {
    long half = limit() / 2;
    long left = subscriber.waiting.addAndGet(-weight);
    if (left < half && left + weight >= half) {
      subscriber.pipe.carrier().roomMade();
    }
  }

  @Override
  public void arrived(Pipe pipe) {
    FrameReader reader = pipe.reader();
    while (reader.next()) {
      if (pipe.attachment() instanceof Subscriber subscriber) {
        upstream(subscriber, reader);
      }
      pipe.finish();
    }
  }

  private void upstream(Subscriber subscriber, FrameReader reader) {
    // If the first frame is a subscription the others may be, too; else all are the application's,
    // whatever they begin with. So does libzmq 4.3.4; later versions look into every message.
    List<byte[]> rest = new ArrayList<>();
    boolean looks = true;
    boolean first = true;
    do {
      boolean subscription = looks && isSubscription(reader);
      if (first) {
        looks = subscription && !host().option(Options.ONLY_FIRST_SUBSCRIBE);
      }
      if (subscription) {
        byte[] frame = reader.toArray();
        subscription(subscriber, frame[0] == SUBSCRIBE, Arrays.copyOfRange(frame, 1, frame.length));
      } else if (extended) {
        rest.add(reader.toArray());
      }
      first = false;
    } while (reader.nextFrame());
    if (!rest.isEmpty()) {
      Message message = Message.wrap(rest.toArray(new byte[0][]), subscriber.pipe.properties());
      arrive(message, subscriber, MESSAGE_WEIGHT);
    }
  }

  private static boolean isSubscription(FrameReader reader) {
    return reader.length() > 0 && (reader.byteAt(0) == SUBSCRIBE || reader.byteAt(0) == CANCEL);
  }

  // ---- manual mode ----

  @Override
  public void optionChanged(Option<?> option, Object value) {
    readOptions();
    Subscriber subscriber = lastSubscriber;
    if (option == Options.SUBSCRIBE && subscriber != null) {
      add(subscriber, ((byte[]) value).clone());
      onlyToLast = host().option(Options.XPUB_MANUAL_LAST_VALUE);
    } else if (option == Options.UNSUBSCRIBE && subscriber != null) {
      remove(subscriber, (byte[]) value);
    }
  }

  // ---- sending ----

  private void addMatching(SubscriberSet set) {
    for (int i = 0; i < set.size(); i++) {
      Subscriber subscriber = set.get(i);
      if (subscriber.matched != messageNumber) {
        subscriber.matched = messageNumber;
        matching.add(subscriber);
      }
    }
  }

  private <B> void findMatching(Form<B> form, B body) {
    matching.clear();
    messageNumber++;
    Subscriber last = lastSubscriber;
    if (onlyToLast && last != null) {
      matching.add(last);
      return;
    }
    int length = Math.min(form.length(body, 0), longest);
    ByteBuffer first = topicOf(form, body, length);
    topics.forEachPrefix(first, 0, length, match);
    if (inverted) {
      invert();
    }
  }

  /** The beginning of a message, as much of it as a topic may be. */
  private <B> ByteBuffer topicOf(Form<B> form, B body, int length) {
    if (topic.capacity() < length) {
      topic = ByteBuffer.allocate(length);
    }
    for (int i = 0; i < length; i++) {
      topic.put(i, form.byteAt(body, 0, i));
    }
    return topic;
  }

  private void invert() {
    matching.clear();
    for (Subscriber subscriber : peers) {
      if (subscriber.matched != messageNumber && subscriber.pipe.isConnected()) {
        matching.add(subscriber);
      }
    }
  }

  @Override
  public <B> boolean send(Form<B> form, B body) {
    findMatching(form, body);
    if (noDrop && !allHaveRoom()) {
      return false;
    }
    onlyToLast = false;
    for (int i = 0; i < matching.size(); i++) {
      Pipe pipe = matching.get(i).pipe;
      if (pipe.makeRoom() || Outbound.dropOldest(pipe, host())) {
        Outbound.put(pipe, form, body, 0);
      }
    }
    return true;
  }

  private boolean allHaveRoom() {
    for (int i = 0; i < matching.size(); i++) {
      Pipe pipe = matching.get(i).pipe;
      if (!pipe.makeRoom() && pipe.stall()) {
        return false;
      }
    }
    return true;
  }

  @Override
  public boolean canSend() {
    return true;
  }

  // ---- receiving ----

  @Override
  public <R> @Nullable R receive(Sink<R> sink) {
    Notification notification = arrivals.poll();
    if (notification == null) {
      return null;
    }
    Subscriber from = notification.from();
    // Who has left gets no subscription: it would be there for ever.
    lastSubscriber = from != null && from.visit == notification.visit() ? from : null;
    if (from != null) {
      taken(from, notification.weight());
    }
    return sink.take(notification.message());
  }

  @Override
  public boolean canReceive() {
    return !arrivals.isEmpty();
  }

  // ---- who is there ----

  /** How many peers hold a subscription. Send lock. */
  public int subscribers() {
    int count = 0;
    for (Subscriber subscriber : peers) {
      count += subscriber.topics > 0 ? 1 : 0;
    }
    return count;
  }

  /** How many peers a message with this first frame would go to. Send lock. */
  public int subscribers(byte[] first) {
    matching.clear();
    messageNumber++;
    topics.forEachPrefix(ByteBuffer.wrap(first), 0, first.length, match);
    if (inverted) {
      invert();
    }
    return matching.size();
  }

  @Override
  public int count(Option<?> option) {
    return option == Options.TOPICS_COUNT ? topics.size() : 0;
  }
}
