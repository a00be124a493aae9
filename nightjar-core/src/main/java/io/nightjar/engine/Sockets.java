// SPDX-License-Identifier: Apache-2.0
package io.nightjar.engine;

import io.nightjar.DealerSocket;
import io.nightjar.Option;
import io.nightjar.PairSocket;
import io.nightjar.PullSocket;
import io.nightjar.PushSocket;
import io.nightjar.RouterSocket;
import io.nightjar.SocketType;
import io.nightjar.pattern.DealerPattern;
import io.nightjar.pattern.PairPattern;
import io.nightjar.pattern.PullPattern;
import io.nightjar.pattern.PushPattern;
import io.nightjar.pattern.RouterPattern;

/** Makes sockets; the types that need nothing of their own are here. */
final class Sockets {
  private Sockets() {}

  static SocketCore make(EngineContext context, SocketType<?> type) {
    return switch (type.name()) {
      case "PAIR" -> new Pair(context);
      case "PUSH" -> new Push(context);
      case "PULL" -> new Pull(context);
      case "DEALER" -> new Dealer(context);
      case "ROUTER" -> new Router(context);
      case "REQ" -> new ReqSocketCore(context);
      case "REP" -> new RepSocketCore(context);
      case "PUB" -> new PublisherCore.Pub(context);
      case "XPUB" -> new PublisherCore.XPub(context);
      case "SUB" -> new SubscriberCore.Sub(context);
      case "XSUB" -> new SubscriberCore.XSub(context);
      default -> throw new IllegalArgumentException("no socket of type " + type);
    };
  }

  private static final class Pair extends MessageSocket implements PairSocket {
    Pair(EngineContext context) {
      super(context, SocketType.PAIR, PairPattern::new);
    }

    @Override
    public <T> Pair set(Option<T> option, T value) {
      setOption(option, value);
      return this;
    }
  }

  private static final class Push extends MessageSocket implements PushSocket {
    Push(EngineContext context) {
      super(context, SocketType.PUSH, PushPattern::new);
    }

    @Override
    public <T> Push set(Option<T> option, T value) {
      setOption(option, value);
      return this;
    }
  }

  private static final class Pull extends MessageSocket implements PullSocket {
    Pull(EngineContext context) {
      super(context, SocketType.PULL, PullPattern::new);
    }

    @Override
    public <T> Pull set(Option<T> option, T value) {
      setOption(option, value);
      return this;
    }
  }

  private static final class Dealer extends MessageSocket implements DealerSocket {
    Dealer(EngineContext context) {
      super(context, SocketType.DEALER, DealerPattern::new);
    }

    @Override
    public <T> Dealer set(Option<T> option, T value) {
      setOption(option, value);
      return this;
    }
  }

  private static final class Router extends MessageSocket implements RouterSocket {
    Router(EngineContext context) {
      super(context, SocketType.ROUTER, RouterPattern::new);
    }

    @Override
    public <T> Router set(Option<T> option, T value) {
      setOption(option, value);
      return this;
    }

    @Override
    public boolean hasPeer(byte[] routingId) {
      sendLock().lock();
      try {
        return ((RouterPattern) pattern()).hasPeer(routingId);
      } finally {
        sendLock().unlock();
      }
    }
  }
}
