// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.redis;

import io.nightjar.queue.QueueAddress;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * The parts of an address.
 *
 * @param whole the address
 * @param user null for the default user
 * @param password null if there is none
 * @param name of the queue
 */
record RedisAddress(
    QueueAddress whole,
    String host,
    int port,
    @Nullable String user,
    @Nullable String password,
    String name) {
  private static final int PORT = 6379;

  static RedisAddress of(QueueAddress address) {
    URI uri = address.toUri();
    String path = uri.getPath();
    if (uri.getHost() == null
        || path == null
        || path.length() < 2
        || path.matches(".*[{}\\s].*")
        || uri.getQuery() != null
        || uri.getFragment() != null) {
      throw new IllegalArgumentException(
          address
              + " is no address of a queue in Redis: write "
              + address.scheme()
              + "://host:port/name, the name without spaces, braces, # and ?");
    }
    String info = uri.getUserInfo();
    int colon = info == null ? -1 : info.indexOf(':');
    return new RedisAddress(
        address,
        uri.getHost(),
        uri.getPort() < 0 ? PORT : uri.getPort(),
        info == null || colon == 0 ? null : colon < 0 ? info : info.substring(0, colon),
        info == null || colon < 0 ? null : info.substring(colon + 1),
        path.substring(1));
  }

  boolean isTls() {
    return whole.scheme().equals("rediss");
  }

  /** The key of the queue, and the start of all its keys. The braces keep a cluster together. */
  String base() {
    return "nightjar:{" + name + "}";
  }

  String server() {
    return host + ":" + port;
  }

  @Override
  public String toString() {
    return whole.toString();
  }
}
