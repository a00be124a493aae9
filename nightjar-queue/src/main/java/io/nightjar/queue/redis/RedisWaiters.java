// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.redis;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisPubSub;
import redis.clients.jedis.exceptions.JedisAccessControlException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * The waiting threads of a handle. A script that makes something possible tells one of those whom
 * the queue knows to be waiting, on the channel of his handle; one thread listens there. It starts
 * when somebody waits for the first time.
 */
final class RedisWaiters implements AutoCloseable {
  private static final Logger LOG = System.getLogger(RedisWaiters.class.getName());
  private static final long PAUSE_MILLIS = 100;
  private static final long JOIN_MILLIS = 5_000;
  private static final long READY_SECONDS = 15;

  private final RedisConnections connections;
  private final RedisAddress address;
  private final String handle;
  private final String channel;
  private final Map<Long, Waiter> waiting = new ConcurrentHashMap<>();
  private final AtomicLong numbers = new AtomicLong();

  /** Guards the fields below. */
  private final ReentrantLock lock = new ReentrantLock();

  private final Condition changed = lock.newCondition();
  private @Nullable Thread thread;
  private @Nullable Jedis listening;
  private @Nullable JedisAccessControlException refused;
  private boolean subscribed;
  private boolean closed;

  RedisWaiters(RedisConnections connections, RedisAddress address, String handle) {
    this.connections = connections;
    this.address = address;
    this.handle = handle;
    this.channel = address.base() + ":wake:" + handle;
  }

  /** A thread that waits. */
  final class Waiter implements AutoCloseable {
    private final long number = numbers.incrementAndGet();
    private final Semaphore wakes = new Semaphore(0);

    /** How scripts name it. */
    String name() {
      return handle + ":" + number;
    }

    /** Waits until it is woken, or so long. */
    void await(long nanos) throws InterruptedException {
      if (wakes.tryAcquire(nanos, TimeUnit.NANOSECONDS)) {
        wakes.drainPermits();
      }
    }

    @Override
    public void close() {
      waiting.remove(number);
    }
  }

  /** Begins to wait; on return the channel is listened to, if the server is there. */
  Waiter begin() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      if (thread == null && !closed) {
        thread = new Thread(this::listen, "nightjar-queue " + channel);
        thread.setDaemon(true);
        thread.start();
      }
      long nanos = TimeUnit.SECONDS.toNanos(READY_SECONDS);
      while (!subscribed && !closed && refused == null && nanos > 0) {
        nanos = changed.awaitNanos(nanos);
      }
      if (refused != null) {
        throw new RedisFaults(address).of(refused);
      }
    } finally {
      lock.unlock();
    }
    Waiter waiter = new Waiter();
    waiting.put(waiter.number, waiter);
    if (connections.isClosed()) {
      waiter.wakes.release();
    }
    return waiter;
  }

  private void listen() {
    while (!isClosed()) {
      try (Jedis jedis = connections.connect()) {
        if (attach(jedis)) {
          jedis.subscribe(new Ears(), channel);
        }
      } catch (JedisAccessControlException e) {
        refuse(e);
        return;
      } catch (JedisException e) {
        if (!isClosed()) {
          LOG.log(Level.DEBUG, "{0}: {1}; connecting again", channel, e.getMessage());
        }
      } finally {
        detach();
        wakeAll(); // they look for themselves, and learn what is wrong
      }
      try {
        if (connections.awaitClosed(PAUSE_MILLIS)) {
          return;
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private boolean attach(Jedis jedis) {
    lock.lock();
    try {
      listening = jedis;
      return !closed;
    } finally {
      lock.unlock();
    }
  }

  private void refuse(JedisAccessControlException e) {
    lock.lock();
    try {
      refused = e;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void detach() {
    lock.lock();
    try {
      listening = null;
      subscribed = false;
    } finally {
      lock.unlock();
    }
  }

  private boolean isClosed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  /** Lets all look again. */
  void wakeAll() {
    waiting.values().forEach(waiter -> waiter.wakes.release());
  }

  private final class Ears extends JedisPubSub {
    @Override
    public void onSubscribe(String name, int count) {
      lock.lock();
      try {
        subscribed = true;
        changed.signalAll();
      } finally {
        lock.unlock();
      }
      wakeAll(); // what was told in between was lost
    }

    @Override
    public void onMessage(String name, String number) {
      Waiter waiter = waiting.get(Long.valueOf(number));
      if (waiter != null) {
        waiter.wakes.release();
      }
    }
  }

  @Override
  public void close() {
    Thread listener;
    lock.lock();
    try {
      closed = true;
      listener = thread;
      RedisConnections.drop(listening);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    wakeAll();
    if (listener != null && listener != Thread.currentThread()) {
      try {
        listener.join(JOIN_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
