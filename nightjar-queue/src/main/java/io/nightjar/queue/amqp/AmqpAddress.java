// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.amqp;

import io.nightjar.queue.QueueAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The parts of an address, and the names of the queues in RabbitMQ that make up one here.
 *
 * @param whole the address
 * @param name of the queue
 * @param virtualHost "/" if none is named
 */
record AmqpAddress(
    QueueAddress whole,
    String host,
    int port,
    String user,
    String password,
    String name,
    String virtualHost) {
  private static final String VIRTUAL_HOST = "vhost=";
  private static final String GUEST = "guest:guest";
  private static final int PORT = 5672;
  private static final int TLS_PORT = 5671;

  /** In bytes: RabbitMQ takes 255, and the longest ending has 18. */
  private static final int LONGEST_NAME = 200;

  static AmqpAddress of(QueueAddress address) {
    URI uri = address.toUri();
    String path = uri.getPath();
    if (uri.getHost() == null
        || path == null
        || path.length() < 2
        || path.getBytes(StandardCharsets.UTF_8).length - 1 > LONGEST_NAME
        || path.startsWith("/amq.")
        || uri.getFragment() != null) {
      throw new IllegalArgumentException(
          address
              + " is no address of a queue in RabbitMQ: write "
              + address.scheme()
              + "://user:pass@host:port/name, the name no longer than "
              + LONGEST_NAME
              + " bytes in UTF-8, without # and ?, and without amq. in front; and ?vhost=host behind it"
              + " if the virtual host is not /");
    }
    if (!isVirtualHost(uri.getQuery())) {
      throw new IllegalArgumentException(
          address
              + ": \""
              + uri.getQuery()
              + "\" is unknown; only ?vhost=host may stand there, or nothing for the virtual host /");
    }
    String info = uri.getUserInfo() == null ? GUEST : uri.getUserInfo();
    int colon = info.indexOf(':');
    return new AmqpAddress(
        address,
        uri.getHost(),
        uri.getPort() >= 0 ? uri.getPort() : address.scheme().equals("amqps") ? TLS_PORT : PORT,
        colon < 0 ? info : info.substring(0, colon),
        colon < 0 ? "" : info.substring(colon + 1),
        path.substring(1),
        uri.getQuery() == null ? "/" : uri.getQuery().substring(VIRTUAL_HOST.length()));
  }

  private static boolean isVirtualHost(@Nullable String query) {
    return query == null
        || (query.startsWith(VIRTUAL_HOST)
            && query.length() > VIRTUAL_HOST.length()
            && query.indexOf('&') < 0);
  }

  /** False for the address of the user guest that names nobody. */
  boolean namesUser() {
    return whole.toUri().getUserInfo() != null;
  }

  boolean isTls() {
    return whole.scheme().equals("amqps");
  }

  String deadLetters() {
    return name + ".dead";
  }

  /** Holds tasks for so long, and then hands them over. */
  String delayed(long millis) {
    return name + ".delay." + millis;
  }

  /** Lists the times for which there are such queues. */
  String delays() {
    return name + ".delays";
  }

  /** Holds one message: the settings. */
  String settings() {
    return name + ".settings";
  }

  /** Held by one who reads or writes the settings. */
  String lock() {
    return name + ".lock";
  }

  String server() {
    return host + ":" + port;
  }

  @Override
  public String toString() {
    return whole.toString();
  }
}
