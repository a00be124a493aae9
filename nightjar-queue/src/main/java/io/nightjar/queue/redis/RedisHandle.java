// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.redis;

import io.nightjar.queue.QueueAddress;
import io.nightjar.queue.QueueDamagedException;
import io.nightjar.queue.QueueException;
import io.nightjar.queue.QueueSettings;
import io.nightjar.queue.spi.QueueStore;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisException;

/** What the queue and its dead letters share in one handle: its name, connections and waiters. */
final class RedisHandle {
  private static final String SETTING = "set.";

  /** Where a scan begins, and what it gives at its end. */
  private static final String START = "0";

  /** A server that is away at open is an error at once. */
  private static final Duration AT_OPEN = Duration.ZERO;

  private final RedisAddress address;
  private final RedisConnections connections;
  private final RedisWaiters waiters;
  private final QueueSettings settings;
  private final String name;
  private final byte[] base;

  /** Who may have claims that nobody knows of, since the server stayed away; given back later. */
  private final Queue<String> owed = new ConcurrentLinkedQueue<>();

  /** The same in the dead letters. */
  private final Queue<String> owedDead = new ConcurrentLinkedQueue<>();

  /** Read to claim, written to close. */
  private final ReentrantReadWriteLock claiming = new ReentrantReadWriteLock();

  private RedisHandle(RedisAddress address, RedisConnections connections, QueueSettings settings) {
    this.address = address;
    this.connections = connections;
    this.settings = settings;
    this.name = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
    this.base = address.base().getBytes(StandardCharsets.UTF_8);
    this.waiters = new RedisWaiters(connections, address, name);
  }

  static QueueStore open(RedisAddress address, QueueSettings settings) {
    RedisConnections connections = new RedisConnections(address);
    boolean opened = false;
    try {
      QueueSettings joined = join(address, connections, settings);
      RedisHandle handle = new RedisHandle(address, connections, joined);
      opened = true;
      return new RedisStore(handle);
    } finally {
      if (!opened) {
        connections.close();
      }
    }
  }

  private static QueueSettings join(
      RedisAddress address, RedisConnections connections, QueueSettings asked) {
    Arguments arguments = new Arguments().add(asked.order().name()).add(asked.isExisting());
    asked.toText().forEach((setting, value) -> arguments.add(setting).add(value));
    byte[] key = address.base().getBytes(StandardCharsets.UTF_8);
    Reply reply =
        new Reply(
            connections.callQuietly(
                AT_OPEN, (jedis, again) -> Script.OPEN.run(jedis, key, arguments.list())));
    Map<String, String> found = new LinkedHashMap<>();
    for (int i = 0; i < reply.size(); i += 2) {
      if (reply.text(i).startsWith(SETTING)) {
        found.put(reply.text(i).substring(SETTING.length()), reply.text(i + 1));
      }
    }
    QueueSettings existing;
    try {
      existing = QueueSettings.ofText(found);
    } catch (IllegalArgumentException e) {
      throw new QueueDamagedException(
          address
              + " has settings that cannot be read ("
              + e.getMessage()
              + "); correct them in the hash "
              + address.base()
              + ", or use another name",
          e);
    }
    return asked.joining(address.whole(), existing);
  }

  QueueAddress address() {
    return address.whole();
  }

  QueueSettings settings() {
    return settings;
  }

  /** Names this handle in the queue. */
  String name() {
    return name;
  }

  RedisWaiters waiters() {
    return waiters;
  }

  boolean isClosed() {
    return connections.isClosed();
  }

  void checkOpen() {
    connections.checkOpen();
  }

  /** The arguments that all scripts have. */
  Arguments arguments(boolean dead) {
    return new Arguments()
        .add(dead ? "dead" : "live")
        .add(settings.order().name())
        .add(settings.maxAttempts());
  }

  Object run(Jedis jedis, Script script, Arguments arguments) {
    return script.run(jedis, base, arguments.list());
  }

  <R> R call(RedisConnections.Call<R> call) throws InterruptedException {
    return connections.call(settings.get(RedisOptions.RECONNECT), call);
  }

  <R> R callQuietly(RedisConnections.Call<R> call) {
    return connections.callQuietly(settings.get(RedisOptions.RECONNECT), call);
  }

  /** A call that is not tried again. */
  void callOnce(RedisConnections.Call<Object> call) {
    connections.callQuietly(Duration.ZERO, call);
  }

  /**
   * Runs the script that claims. What an earlier try claimed, whose answer was lost, is given back
   * first; and {@link #close} does not overlook a claim that is on its way.
   */
  Reply claim(boolean dead, long number, Arguments arguments) throws InterruptedException {
    String owner = name + "." + number + ".";
    AtomicBoolean asked = new AtomicBoolean();
    claiming.readLock().lockInterruptibly();
    try {
      return new Reply(
          call(
              (jedis, again) -> {
                if (again) {
                  giveBack(jedis, dead, owner);
                }
                giveBackOwed(jedis, dead);
                asked.set(true);
                return run(jedis, Script.CLAIM, arguments);
              }));
    } catch (QueueException e) {
      if (asked.get()) {
        owed(dead).add(owner);
      }
      throw e;
    } finally {
      claiming.readLock().unlock();
    }
  }

  private Queue<String> owed(boolean dead) {
    return dead ? owedDead : owed;
  }

  private void giveBackOwed(Jedis jedis, boolean dead) {
    for (String owner = owed(dead).peek(); owner != null; owner = owed(dead).peek()) {
      giveBack(jedis, dead, owner);
      owed(dead).remove(owner);
    }
  }

  private void giveBack(Jedis jedis, boolean dead, String owner) {
    String cursor = START;
    do {
      Object next = run(jedis, Script.GIVE_BACK, arguments(dead).add(owner).add(cursor));
      cursor = new String((byte[]) next, StandardCharsets.US_ASCII);
    } while (!cursor.equals(START));
  }

  /** Gives back what is claimed in the dead letters. */
  void closeDead() {
    waiters.wakeAll();
    try {
      callOnce(
          (jedis, again) -> {
            giveBack(jedis, true, name + ".");
            return name;
          });
    } catch (QueueException e) {
      // The server is away: the leases end by themselves.
    }
  }

  /** Ends waits and calls, and gives back what is claimed. */
  void close() {
    connections.close();
    waiters.close();
    claiming.writeLock().lock(); // until the last claim that is on its way is there
    try (Jedis jedis = connections.connect()) {
      giveBack(jedis, false, name + ".");
      giveBack(jedis, true, name + ".");
    } catch (JedisException e) {
      // The server is away: the leases end by themselves.
    } finally {
      claiming.writeLock().unlock();
    }
  }
}
