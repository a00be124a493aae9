// SPDX-License-Identifier: Apache-2.0
package io.nightjar.engine;

import io.nightjar.Message;
import io.nightjar.Option;
import io.nightjar.SocketType;
import io.nightjar.SubSocket;
import io.nightjar.Subscription;
import io.nightjar.XSubSocket;
import io.nightjar.pattern.SubPattern;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/** SUB and XSUB: what they have beyond messages is subscriptions. */
abstract class SubscriberCore extends MessageSocket {
  private SubscriberCore(EngineContext context, SocketType<?> type) {
    super(context, type, SubPattern::new);
  }

  public Subscription subscribe(String prefix) {
    return subscribe(prefix.getBytes(StandardCharsets.UTF_8));
  }

  public Subscription subscribe(byte[] prefix) {
    byte[] topic = prefix.clone();
    change(topic, true);
    return new Held(topic);
  }

  public void unsubscribe(String prefix) {
    unsubscribe(prefix.getBytes(StandardCharsets.UTF_8));
  }

  public void unsubscribe(byte[] prefix) {
    change(prefix, false);
  }

  final void change(byte[] topic, boolean on) {
    receiveLock().lock();
    sendLock().lock();
    try {
      checkOpen();
      SubPattern pattern = (SubPattern) pattern();
      if (on) {
        pattern.subscribe(topic);
      } else {
        pattern.unsubscribe(topic);
      }
    } finally {
      sendLock().unlock();
      receiveLock().unlock();
    }
  }

  private final class Held implements Subscription {
    private final byte[] topic;
    private final AtomicBoolean closed = new AtomicBoolean();

    Held(byte[] topic) {
      this.topic = topic;
    }

    @Override
    public byte[] prefix() {
      return topic.clone();
    }

    @Override
    public void close() {
      if (closed.compareAndSet(false, true) && !isClosed()) {
        unsubscribe(topic);
      }
    }
  }

  static final class Sub extends SubscriberCore implements SubSocket {
    Sub(EngineContext context) {
      super(context, SocketType.SUB);
    }

    @Override
    public <T> Sub set(Option<T> option, T value) {
      setOption(option, value);
      return this;
    }
  }

  /** An XSUB, for which a message that begins with 1 or 0 is a subscription. */
  static final class XSub extends SubscriberCore implements XSubSocket {
    XSub(EngineContext context) {
      super(context, SocketType.XSUB);
    }

    @Override
    public <T> XSub set(Option<T> option, T value) {
      setOption(option, value);
      return this;
    }

    /** Handles a message that is a subscription; false if it is for the publishers. */
    private boolean isSubscription(byte[] body) {
      SendSide.requireBody(body);
      if (body.length == 0 || (body[0] != 0 && body[0] != 1)) {
        return false;
      }
      change(Arrays.copyOfRange(body, 1, body.length), body[0] == 1);
      return true;
    }

    private boolean isSubscription(Message message) {
      SendSide.requireBody(message);
      if (message.size() == 1) {
        return isSubscription(message.bytes(0));
      }
      note(message);
      return false;
    }

    private void note(Message message) {
      receiveLock().lock();
      sendLock().lock();
      try {
        checkOpen();
        ((SubPattern) pattern()).note(message);
      } finally {
        sendLock().unlock();
        receiveLock().unlock();
      }
    }

    private boolean isSubscription(ByteBuffer body) {
      SendSide.requireBody(body);
      byte[] copy = new byte[body.remaining()];
      body.get(body.position(), copy);
      if (!isSubscription(copy)) {
        return false;
      }
      body.position(body.limit());
      return true;
    }

    @Override
    public void send(Message message) throws InterruptedException {
      if (!isSubscription(message)) {
        super.send(message);
      }
    }

    @Override
    public void send(byte[] body) throws InterruptedException {
      if (!isSubscription(body)) {
        super.send(body);
      }
    }

    @Override
    public void send(ByteBuffer body) throws InterruptedException {
      if (!isSubscription(body)) {
        super.send(body);
      }
    }

    @Override
    public boolean trySend(Message message) {
      return isSubscription(message) || super.trySend(message);
    }

    @Override
    public boolean trySend(byte[] body) {
      return isSubscription(body) || super.trySend(body);
    }

    @Override
    public boolean trySend(ByteBuffer body) {
      return isSubscription(body) || super.trySend(body);
    }

    @Override
    public boolean trySend(Message message, Duration timeout) throws InterruptedException {
      return isSubscription(message) || super.trySend(message, timeout);
    }

    @Override
    public CompletableFuture<Void> sendAsync(Message message) {
      return isSubscription(message)
          ? CompletableFuture.completedFuture(null)
          : super.sendAsync(message);
    }
  }
}
