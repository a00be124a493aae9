// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.redis;

import io.nightjar.queue.QueueAddress;
import java.net.URI;
import java.util.regex.Pattern;
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
  private static final Pattern UNFIT = Pattern.compile("[{}\\s]");

  static RedisAddress of(QueueAddress address) {
    String rest = address.rest();
    if (UNFIT.matcher(rest.substring(rest.lastIndexOf('@') + 1)).find()) {
      throw noAddress(address); // which a URI would not tell
    }
    URI uri = address.toUri();
    String path = uri.getPath();
    if (uri.getHost() == null
        || path == null
        || path.length() < 2
        || UNFIT.matcher(path).find()
        || uri.getQuery() != null
        || uri.getFragment() != null) {
      throw noAddress(address);
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

  private static IllegalArgumentException noAddress(QueueAddress address) {
    return new IllegalArgumentException(
        address
            + " is no address of a queue in Redis: write "
            + address.scheme()
            + "://host:port/name, the name without spaces, braces, # and ?");
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
