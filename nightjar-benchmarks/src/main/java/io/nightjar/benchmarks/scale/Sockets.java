// SPDX-License-Identifier: Apache-2.0
package io.nightjar.benchmarks.scale;

import io.nightjar.Context;
import io.nightjar.Options;
import io.nightjar.Socket;
import io.nightjar.SocketType;
import io.nightjar.WaitPolicy;
import java.time.Duration;
import java.util.Locale;

/** Contexts and sockets as a point asks for them. */
final class Sockets {
  static final String ANY_PORT = "tcp://127.0.0.1:*";
  static final Duration LONG = Duration.ofSeconds(60);
  private static final int BACKLOG = 4096;
  private static final int SPARE_SOCKETS = 16;

  private Sockets() {}

  static Context context(Point point) {
    return Context.builder()
        .waitPolicy(WaitPolicy.valueOf(point.text("wait", "adaptive").toUpperCase(Locale.ROOT)))
        .ioThreads(point.number("iothreads", 1))
        .maxSockets(point.number("n", 1) + SPARE_SOCKETS)
        .build();
  }

  static <S extends Socket> S open(Context context, SocketType<S> type, Point point) {
    S socket = context.socket(type);
    int hwm = point.number("hwm", 1000);
    socket.set(Options.SNDHWM, hwm);
    socket.set(Options.RCVHWM, hwm);
    socket.set(Options.BACKLOG, BACKLOG);
    socket.set(
        Options.MAX_HANDSHAKES, point.number("handshakes", Options.MAX_HANDSHAKES.initial()));
    socket.set(Options.LINGER, Duration.ZERO);
    return socket;
  }
}
