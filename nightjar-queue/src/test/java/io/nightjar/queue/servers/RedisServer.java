// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.servers;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisException;

/** A Redis server that keeps what it was given. */
public final class RedisServer extends Broker {
  private static @Nullable RedisServer shared;

  private final String program = Programs.find("redis-server", "redis-server");
  private final List<String> more;

  /** Not started yet; {@code more} are further arguments. */
  public RedisServer(String... more) {
    super("redis");
    this.more = List.of(more);
  }

  /** The one that tests of this run share, which nobody stops. */
  public static synchronized RedisServer shared() {
    if (shared == null) {
      RedisServer server = new RedisServer();
      server.start();
      shared = server;
    }
    return shared;
  }

  @Override
  public String address(String name) {
    return "redis://127.0.0.1:" + port + "/" + name;
  }

  /** A connection. */
  public Jedis connect() {
    return new Jedis("127.0.0.1", port);
  }

  @Override
  List<String> command() {
    List<String> command =
        new ArrayList<>(
            List.of(
                program,
                "--port",
                Integer.toString(port),
                "--bind",
                "127.0.0.1",
                "--dir",
                folder.toString(),
                "--save",
                "",
                "--appendonly",
                "yes",
                // With everysec a server that is killed while it forces has not written its last
                // answers.
                "--appendfsync",
                "always",
                "--daemonize",
                "no"));
    command.addAll(more);
    return command;
  }

  @Override
  Map<String, String> environment() {
    return Map.of();
  }

  @Override
  boolean isReady() {
    try (Jedis jedis = connect()) {
      return "PONG".equals(jedis.ping());
    } catch (JedisConnectionException e) {
      return false;
    } catch (JedisException e) {
      return !String.valueOf(e.getMessage()).startsWith("LOADING"); // it may want a password
    }
  }
}
