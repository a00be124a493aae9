// SPDX-License-Identifier: Apache-2.0
package io.nightjar.engine;

import io.nightjar.Option;
import io.nightjar.PubSocket;
import io.nightjar.SocketType;
import io.nightjar.XPubSocket;
import io.nightjar.pattern.PubPattern;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.ToIntFunction;

/** PUB and XPUB: what they have beyond messages is to know their subscribers. */
abstract class PublisherCore extends MessageSocket {
  private PublisherCore(EngineContext context, SocketType<?> type) {
    super(context, type, PubPattern::new);
  }

  public boolean awaitSubscribers(int count, Duration timeout) throws InterruptedException {
    return await(PubPattern::subscribers, count, timeout);
  }

  public boolean awaitSubscribers(String topic, int count, Duration timeout)
      throws InterruptedException {
    byte[] first = topic.getBytes(StandardCharsets.UTF_8);
    return await(pattern -> pattern.subscribers(first), count, timeout);
  }

  private boolean await(ToIntFunction<PubPattern> counter, int count, Duration timeout)
      throws InterruptedException {
    return awaitChange(() -> count(counter) >= count, timeout);
  }

  private int count(ToIntFunction<PubPattern> counter) {
    sendLock().lock();
    try {
      return counter.applyAsInt((PubPattern) pattern());
    } finally {
      sendLock().unlock();
    }
  }

  static final class Pub extends PublisherCore implements PubSocket {
    Pub(EngineContext context) {
      super(context, SocketType.PUB);
    }

    @Override
    public <T> Pub set(Option<T> option, T value) {
      setOption(option, value);
      return this;
    }
  }

  static final class XPub extends PublisherCore implements XPubSocket {
    XPub(EngineContext context) {
      super(context, SocketType.XPUB);
    }

    @Override
    public <T> XPub set(Option<T> option, T value) {
      setOption(option, value);
      return this;
    }
  }
}
