// SPDX-License-Identifier: Apache-2.0
package io.nightjar.cli;

import io.nightjar.cli.bench.BenchCommand;
import io.nightjar.cli.bench.BenchPeerCommand;
import io.nightjar.cli.demo.DemoCommand;
import io.nightjar.cli.demo.DemoWorkerCommand;
import io.nightjar.cli.doctor.DoctorCommand;
import io.nightjar.cli.queue.QueueCommand;
import io.nightjar.cli.runtime.Terminal;
import io.nightjar.cli.sockets.DealerCommand;
import io.nightjar.cli.sockets.PairCommand;
import io.nightjar.cli.sockets.ProxyCommand;
import io.nightjar.cli.sockets.PubCommand;
import io.nightjar.cli.sockets.PullCommand;
import io.nightjar.cli.sockets.PushCommand;
import io.nightjar.cli.sockets.RepCommand;
import io.nightjar.cli.sockets.ReqCommand;
import io.nightjar.cli.sockets.RouterCommand;
import io.nightjar.cli.sockets.SubCommand;
import io.nightjar.cli.sockets.XPubCommand;
import io.nightjar.cli.sockets.XSubCommand;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The commands by name. A switch, since it loads no class but the one that is asked for. */
final class Commands {
  /** All names, in the order of the help page. */
  static final List<String> NAMES =
      List.of(
          "push",
          "pull",
          "pub",
          "sub",
          "req",
          "rep",
          "dealer",
          "router",
          "pair",
          "xpub",
          "xsub",
          "proxy",
          "queue",
          "bench",
          "doctor",
          "demo",
          "bench-peer",
          "demo-worker",
          "rehearse");

  private Commands() {}

  /** A new command of this name, or null if there is none. */
  static @Nullable Object named(String name, Terminal terminal) {
    return switch (name) {
      case "push" -> new PushCommand(terminal);
      case "pull" -> new PullCommand(terminal);
      case "pub" -> new PubCommand(terminal);
      case "sub" -> new SubCommand(terminal);
      case "req" -> new ReqCommand(terminal);
      case "rep" -> new RepCommand(terminal);
      case "dealer" -> new DealerCommand(terminal);
      case "router" -> new RouterCommand(terminal);
      case "pair" -> new PairCommand(terminal);
      case "xpub" -> new XPubCommand(terminal);
      case "xsub" -> new XSubCommand(terminal);
      case "proxy" -> new ProxyCommand(terminal);
      case "queue" -> new QueueCommand();
      case "bench" -> new BenchCommand(terminal);
      case "doctor" -> new DoctorCommand(terminal);
      case "demo" -> new DemoCommand(terminal);
      case "bench-peer" -> new BenchPeerCommand(terminal);
      case "demo-worker" -> new DemoWorkerCommand(terminal);
      case "rehearse" -> new RehearseCommand();
      default -> null;
    };
  }
}
