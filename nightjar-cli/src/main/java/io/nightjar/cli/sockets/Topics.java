// SPDX-License-Identifier: Apache-2.0
package io.nightjar.cli.sockets;

import io.nightjar.SubSocket;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** The {@code --subscribe} options of a command. */
final class Topics {
  @Option(
      names = "--subscribe",
      paramLabel = "TOPIC",
      description = "Take messages whose first frame begins with this. Repeatable.")
  private List<String> topics = new ArrayList<>();

  boolean isEmpty() {
    return topics.isEmpty();
  }

  void subscribe(SubSocket socket) {
    for (String topic : topics) {
      socket.subscribe(Arguments.bytes(topic));
    }
  }
}
