// SPDX-License-Identifier: Apache-2.0
package io.nightjar.cli.sockets;

import io.nightjar.Socket;
import io.nightjar.SocketType;

/** The kinds of proxies: which types of socket stand at the two ends. */
enum ProxyKind {
  /** Requests: clients in front, workers behind. */
  QUEUE,
  /** Publications: publishers in front, subscribers behind. */
  FORWARDER,
  /** Work: producers in front, workers behind. */
  STREAMER;

  SocketType<? extends Socket> frontend() {
    return switch (this) {
      case QUEUE -> SocketType.ROUTER;
      case FORWARDER -> SocketType.XSUB;
      case STREAMER -> SocketType.PULL;
    };
  }

  SocketType<? extends Socket> backend() {
    return switch (this) {
      case QUEUE -> SocketType.DEALER;
      case FORWARDER -> SocketType.XPUB;
      case STREAMER -> SocketType.PUSH;
    };
  }
}
