// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.redis;

import io.nightjar.queue.QueueAddress;
import io.nightjar.queue.QueueOption;
import io.nightjar.queue.QueueSettings;
import io.nightjar.queue.spi.Library;
import io.nightjar.queue.spi.QueueStore;
import io.nightjar.queue.spi.StoreProvider;
import java.util.List;
import java.util.Set;

/** Queues {@code redis://host:port/name}, and {@code rediss:} for TLS. */
public final class RedisProvider implements StoreProvider {
  /** For {@link java.util.ServiceLoader}. */
  public RedisProvider() {}

  @Override
  public List<String> schemes() {
    return List.of("redis", "rediss");
  }

  @Override
  public String form() {
    return "redis://[user:pass@]host:port/name";
  }

  @Override
  public Set<QueueOption<?>> options() {
    return Set.of(RedisOptions.RECONNECT);
  }

  @Override
  public QueueStore open(QueueAddress address, QueueSettings settings) {
    Library.require(address, "redis.clients.jedis.Jedis", "redis.clients:jedis");
    return RedisHandle.open(RedisAddress.of(address), settings);
  }
}
