// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.servers;

import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A RabbitMQ node with an epmd, a cookie and folders of its own. */
public final class RabbitServer extends Broker {
  private static final long CONTROL_SECONDS = 60;

  /** When the broker hands a delayed task over again that was refused, in ms; else 3 minutes. */
  private static final String DEAD_LETTER_RETRY =
      "dead_letter_worker_publisher_confirm_timeout 1000";

  private static @Nullable RabbitServer shared;

  /** Debian's program for the user who runs it; the one in the path wants another user. */
  private static final Path DEBIAN = Path.of("/usr/lib/rabbitmq/bin/rabbitmq-server");

  private final String program =
      DEBIAN.toFile().canExecute()
          ? DEBIAN.toString()
          : Programs.find("rabbitmq-server", "rabbitmq-server");

  private final String more;
  private final int distributionPort = Programs.freePort();
  private final int epmdPort = Programs.freePort();
  private final Process epmd;

  /** Not started yet; {@code more} are further settings of it, "name value". */
  public RabbitServer(String... more) {
    super("rabbitmq");
    this.more = String.join("", Arrays.stream(more).map(one -> " -rabbit " + one).toList());
    try {
      epmd =
          new ProcessBuilder(
                  Programs.find("epmd", "erlang-base"),
                  "-port",
                  Integer.toString(epmdPort),
                  "-address",
                  "127.0.0.1")
              .redirectErrorStream(true)
              .redirectInput(new File("/dev/null"))
              .redirectOutput(folder.resolve("epmd.log").toFile())
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The one that tests of this run share, which nobody stops. */
  public static synchronized RabbitServer shared() {
    if (shared == null) {
      RabbitServer server = new RabbitServer();
      server.start();
      shared = server;
    }
    return shared;
  }

  @Override
  public String address(String name) {
    return "amqp://guest:guest@127.0.0.1:" + port + "/" + name;
  }

  /** A connection. */
  public Connection connect() throws IOException, TimeoutException {
    ConnectionFactory factory = new ConnectionFactory();
    factory.setHost("127.0.0.1");
    factory.setPort(port);
    factory.setAutomaticRecoveryEnabled(false);
    return factory.newConnection("test");
  }

  /** Runs rabbitmqctl, and waits until it has done its work. */
  public void control(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(program.replace("rabbitmq-server", "rabbitmqctl"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectInput(new File("/dev/null"))
            .redirectOutput(folder.resolve("control.log").toFile());
    builder.environment().putAll(environment());
    Process process = builder.start();
    try {
      if (!process.waitFor(CONTROL_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
        throw new IOException(command + ": " + Files.readString(folder.resolve("control.log")));
      }
    } finally {
      process.destroyForcibly();
    }
  }

  @Override
  List<String> command() {
    return List.of(program);
  }

  @Override
  Map<String, String> environment() {
    Map<String, String> variables = new HashMap<>();
    variables.put("HOME", folder.toString()); // the cookie is made there
    variables.put("ERL_EPMD_PORT", Integer.toString(epmdPort));
    variables.put("ERL_EPMD_ADDRESS", "127.0.0.1");
    variables.put("RABBITMQ_NODENAME", "nightjar" + port + "@localhost");
    variables.put("RABBITMQ_NODE_IP_ADDRESS", "127.0.0.1");
    variables.put("RABBITMQ_NODE_PORT", Integer.toString(port));
    variables.put("RABBITMQ_DIST_PORT", Integer.toString(distributionPort));
    variables.put(
        "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS",
        "-start_epmd false +S 2:2 +sbwt none -rabbit " + DEAD_LETTER_RETRY + more);
    variables.put("RABBITMQ_LOGS", "-");
    for (String[] pair :
        new String[][] {
          {"RABBITMQ_CONF_ENV_FILE", "none"},
          {"RABBITMQ_CONFIG_FILE", "none"},
          {"RABBITMQ_ADVANCED_CONFIG_FILE", "none"},
          {"RABBITMQ_ENABLED_PLUGINS_FILE", "none"},
          {"RABBITMQ_MNESIA_BASE", "data"},
          {"RABBITMQ_LOG_BASE", "log"},
          {"RABBITMQ_GENERATED_CONFIG_DIR", "config"},
          {"RABBITMQ_SCHEMA_DIR", "schema"},
          {"RABBITMQ_PID_FILE", "pid"}
        }) {
      variables.put(pair[0], folder.resolve(pair[1]).toString());
    }
    return variables;
  }

  @Override
  boolean isReady() {
    if (!Programs.listens(port)) {
      return false;
    }
    try (Connection connection = connect()) {
      return connection.isOpen();
    } catch (IOException | TimeoutException e) {
      return false;
    }
  }

  @Override
  public void close() {
    super.close();
    epmd.destroyForcibly();
  }
}
