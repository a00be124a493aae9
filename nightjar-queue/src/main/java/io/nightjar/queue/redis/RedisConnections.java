// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.redis;

import io.nightjar.queue.QueueClosedException;
import io.nightjar.queue.QueueException;
import io.nightjar.queue.QueueUnavailableException;
import java.time.Duration;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.SslOptions;
import redis.clients.jedis.exceptions.JedisAccessControlException;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Connections to one server, for short calls. As many are open as calls run at once; some are kept.
 * A call whose connection breaks is tried again, with pauses, until the server is away too long.
 */
final class RedisConnections implements AutoCloseable {
  /** A call; {@code again} if an earlier try may have happened although no answer came. */
  interface Call<R> {
    R run(Jedis jedis, boolean again);
  }

  private static final int KEPT = 8;
  private static final int CONNECT_MILLIS = 5_000;
  private static final int HANDSHAKE_MILLIS = 5_000;
  private static final int ANSWER_MILLIS = 15_000;
  private static final long FIRST_PAUSE_MILLIS = 10;
  private static final long LONGEST_PAUSE_MILLIS = 500;

  private final RedisAddress address;
  private final RedisFaults faults;
  private final JedisClientConfig config;
  private final ConcurrentLinkedDeque<Jedis> idle = new ConcurrentLinkedDeque<>();
  private final AtomicInteger kept = new AtomicInteger();
  private final CountDownLatch closed = new CountDownLatch(1);

  private final int handshakeMillis;

  RedisConnections(RedisAddress address) {
    this(address, HANDSHAKE_MILLIS);
  }

  /** Those that wait so long for the handshake of TLS, for tests. */
  RedisConnections(RedisAddress address, int handshakeMillis) {
    this.handshakeMillis = handshakeMillis;
    this.address = address;
    this.faults = new RedisFaults(address);
    this.config =
        (address.isTls()
                ? DefaultJedisClientConfig.builder().sslOptions(SslOptions.defaults())
                : DefaultJedisClientConfig.builder())
            .user(address.user())
            .password(address.password())
            .connectionTimeoutMillis(CONNECT_MILLIS)
            .socketTimeoutMillis(ANSWER_MILLIS)
            .clientName("nightjar-queue")
            .resp2()
            .build();
  }

  /** A connection of the caller's own, who closes it. */
  Jedis connect() {
    HostAndPort server = new HostAndPort(address.host(), address.port());
    return new Jedis(new RedisSockets(server, config, handshakeMillis), config);
  }

  /**
   * Runs a call; {@code patience} is how long the server may be away. An interrupt ends it while
   * nothing can have happened; after that it is seen when the call is over.
   */
  <R> R call(Duration patience, Call<R> call) throws InterruptedException {
    Interrupt interrupt = new Interrupt();
    try {
      return call(patience, call, interrupt);
    } finally {
      interrupt.restore();
    }
  }

  /** An interrupt that is to be seen later. */
  private static final class Interrupt {
    private boolean seen;

    void restore() {
      if (seen) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private <R> R call(Duration patience, Call<R> call, Interrupt interrupt)
      throws InterruptedException {
    long start = System.nanoTime();
    long pause = FIRST_PAUSE_MILLIS;
    boolean again = false;
    while (true) {
      checkOpen();
      JedisException fault;
      Jedis jedis = null;
      try {
        jedis = take();
        R result = call.run(jedis, again);
        keep(jedis);
        return result;
      } catch (JedisConnectionException e) {
        again |= jedis != null;
        drop(jedis);
        dropIdle(); // they are as old as this one
        fault = e;
      } catch (JedisAccessControlException e) {
        drop(jedis);
        throw faults.of(e);
      } catch (JedisException e) {
        if (jedis == null || !RedisFaults.passes(e)) {
          drop(jedis);
          throw faults.of(e);
        }
        drop(jedis);
        fault = e;
      } catch (RuntimeException | Error e) {
        drop(jedis);
        throw e;
      }
      long waited = System.nanoTime() - start;
      if (waited >= patience.toNanos()) {
        throw faults.down(
            fault,
            patience.isZero() ? "" : " for " + TimeUnit.NANOSECONDS.toMillis(waited) + " ms",
            again);
      }
      try {
        if (closed.await(pause, TimeUnit.MILLISECONDS)) {
          throw closedNow();
        }
      } catch (InterruptedException e) {
        if (!again) {
          throw e;
        }
        interrupt.seen = true; // what the earlier try did has to be known first
      }
      pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
    }
  }

  /** The same in a thread that is not to throw when it is interrupted. */
  <R> R callQuietly(Duration patience, Call<R> call) {
    boolean interrupted = Thread.interrupted();
    try {
      return call(patience, call);
    } catch (InterruptedException e) {
      interrupted = true;
      throw new QueueUnavailableException(
          address + ": interrupted while Redis at " + address.server() + " was away", e);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  boolean isClosed() {
    return closed.getCount() == 0;
  }

  void checkOpen() {
    if (isClosed()) {
      throw closedNow();
    }
  }

  private QueueException closedNow() {
    return new QueueClosedException("this handle on " + address + " is closed");
  }

  private Jedis take() {
    Jedis jedis = idle.pollFirst();
    if (jedis == null) {
      return connect();
    }
    kept.decrementAndGet();
    return jedis;
  }

  private void keep(Jedis jedis) {
    if (isClosed() || kept.incrementAndGet() > KEPT) {
      kept.decrementAndGet();
      drop(jedis);
      return;
    }
    idle.addFirst(jedis);
    if (isClosed()) {
      dropIdle();
    }
  }

  private void dropIdle() {
    for (Jedis jedis = idle.pollFirst(); jedis != null; jedis = idle.pollFirst()) {
      kept.decrementAndGet();
      drop(jedis);
    }
  }

  static void drop(@Nullable Jedis jedis) {
    if (jedis != null) {
      try {
        jedis.close();
      } catch (JedisException e) {
        // It is broken already.
      }
    }
  }

  /** Waits so long, or until this is closed; true if it is. */
  boolean awaitClosed(long millis) throws InterruptedException {
    return closed.await(millis, TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    closed.countDown();
    dropIdle();
  }
}
