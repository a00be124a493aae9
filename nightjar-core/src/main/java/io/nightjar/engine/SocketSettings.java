// SPDX-License-Identifier: Apache-2.0
package io.nightjar.engine;

import io.nightjar.InvalidOptionException;
import io.nightjar.Option;
import io.nightjar.Options;
import io.nightjar.SocketType;
import io.nightjar.pattern.RouterPattern;
import io.nightjar.pipe.Chunk;
import io.nightjar.pipe.FrameQueue;
import io.nightjar.pipe.MemoryBudget;
import io.nightjar.pipe.Pipe;
import java.util.Objects;

/** The options of a socket as its users see them, and the queues that are made by them. */
final class SocketSettings {
  private final SocketCore socket;
  private final OptionTable options;
  private final MemoryBudget sendBudget;
  private final MemoryBudget receiveBudget;

  SocketSettings(SocketCore socket, OptionTable options) {
    this.socket = socket;
    this.options = options;
    MemoryBudget whole = socket.context().budget();
    this.sendBudget = new MemoryBudget(Long.MAX_VALUE, whole, this::memoryFreed);
    this.receiveBudget = new MemoryBudget(Long.MAX_VALUE, whole, this::memoryFreed);
  }

  <T> void set(Option<T> option, T value) {
    Objects.requireNonNull(option, "option");
    socket.checkOpen();
    option.check(socket.type(), value);
    checkForThisSocket(option, value);
    socket.lockBoth();
    try {
      options.set(option, value);
      if (option == Options.SNDHWM || option == Options.RCVHWM) {
        changeLimits();
      } else if (option == Options.SEND_MEMORY) {
        sendBudget.limit(orUnlimited(options.option(Options.SEND_MEMORY)));
        memoryFreed();
      } else if (option == Options.RECEIVE_MEMORY) {
        receiveBudget.limit(orUnlimited(options.option(Options.RECEIVE_MEMORY)));
        memoryFreed();
      }
      socket.pattern().optionChanged(option, value);
    } finally {
      socket.unlockBoth();
    }
    socket.wakeSenders();
  }

  /** What pays for messages that wait to be sent. */
  MemoryBudget sendBudget() {
    return sendBudget;
  }

  /** What pays for messages that wait to be received. */
  MemoryBudget receiveBudget() {
    return receiveBudget;
  }

  /** Whether messages that are to be sent find no memory. */
  boolean isMemoryUsedUp() {
    return sendBudget.isUsedUp();
  }

  /** Queues that were full for want of memory may have room. Any thread, with any locks. */
  void memoryFreed() {
    for (PeerPipe peer : socket.pipes()) {
      mayHaveRoom(peer.pipe());
    }
  }

  private static void mayHaveRoom(Pipe pipe) {
    pipe.signalWritable();
    pipe.carrier().roomMade();
  }

  private static long orUnlimited(long bytes) {
    return bytes == 0 ? Long.MAX_VALUE : bytes;
  }

  private void checkForThisSocket(Option<?> option, Object value) {
    boolean subscription = option == Options.SUBSCRIBE || option == Options.UNSUBSCRIBE;
    boolean manual =
        options.option(Options.XPUB_MANUAL) || options.option(Options.XPUB_MANUAL_LAST_VALUE);
    if (subscription && socket.type() == SocketType.XPUB && !manual) {
      throw new InvalidOptionException(
          "an XPUB socket takes " + option + " only with XPUB_MANUAL or XPUB_MANUAL_LAST_VALUE");
    }
    if (option == Options.AFFINITY) {
      socket.context().checkMask((Long) value);
    }
    if (option == Options.CONNECT_ROUTING_ID && socket.pattern() instanceof RouterPattern router) {
      socket.sendLock().lock();
      try {
        router.checkFree((byte[]) value);
      } finally {
        socket.sendLock().unlock();
      }
    }
  }

  private void changeLimits() {
    for (PeerPipe peer : socket.pipes()) {
      if (!peer.sharesQueues()) {
        peer.pipe().out().limit(options.option(Options.SNDHWM));
        peer.pipe().in().limit(options.option(Options.RCVHWM));
        mayHaveRoom(peer.pipe());
      }
    }
  }

  <T> T get(Option<T> option) {
    Objects.requireNonNull(option, "option");
    if (!option.appliesTo(socket.type())) {
      throw new InvalidOptionException(
          "a "
              + socket.type()
              + " socket has no option "
              + option
              + ": it belongs to "
              + option.owners());
    }
    if (option.access() == Option.Access.SET) {
      throw new InvalidOptionException("option " + option + " can only be set");
    }
    if (option == Options.TYPE) {
      return option.type().cast(socket.type().number());
    } else if (option == Options.LAST_ENDPOINT) {
      return option.type().cast(socket.lastEndpoint());
    } else if (option == Options.EVENTS) {
      return option.type().cast((socket.isReadable() ? 1 : 0) + (socket.isWritable() ? 2 : 0));
    } else if (option == Options.TOPICS_COUNT) {
      return option.type().cast(countTopics());
    }
    return options.option(option);
  }

  private int countTopics() {
    socket.sendLock().lock();
    try {
      return socket.pattern().count(Options.TOPICS_COUNT);
    } finally {
      socket.sendLock().unlock();
    }
  }

  Pipe newPipe(long id) {
    boolean conflate = options.option(Options.CONFLATE);
    return new Pipe(
        id,
        socket,
        newQueue(sendBudget, conflate ? 0 : options.option(Options.SNDHWM), Chunk.STANDARD),
        newQueue(receiveBudget, conflate ? 0 : options.option(Options.RCVHWM), Chunk.STANDARD),
        conflate);
  }

  private FrameQueue newQueue(MemoryBudget budget, int limit, int shareFrom) {
    return new FrameQueue(socket.context().pool(), budget, limit, shareFrom);
  }

  /** A queue for messages to a peer in this process. */
  FrameQueue newSendQueue(int limit, int shareFrom) {
    return newQueue(sendBudget, limit, shareFrom);
  }

  /** A queue for messages from a peer in this process. */
  FrameQueue newReceiveQueue(int limit, int shareFrom) {
    return newQueue(receiveBudget, limit, shareFrom);
  }
}
