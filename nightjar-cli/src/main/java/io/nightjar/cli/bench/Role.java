// SPDX-License-Identifier: Apache-2.0
package io.nightjar.cli.bench;

import io.nightjar.Context;
import io.nightjar.PushSocket;
import io.nightjar.RepSocket;
import io.nightjar.SocketType;

/** What the other side of a measurement does, until it is interrupted. */
enum Role {
  /** Sends as fast as it can. */
  PUSH {
    @Override
    void play(Context context, String address, Api api, int size) throws InterruptedException {
      try (PushSocket socket = context.socket(SocketType.PUSH)) {
        socket.connect(address);
        repeat(api.sending(socket, size));
      }
    }
  },
  /** Answers requests with themselves. */
  REP {
    @Override
    void play(Context context, String address, Api api, int size) throws InterruptedException {
      try (RepSocket socket = context.socket(SocketType.REP)) {
        socket.connect(address);
        repeat(api.echoing(socket, size));
      }
    }
  };

  private static final int BATCH = 64;

  /** Connects to the measuring side and plays. */
  abstract void play(Context context, String address, Api api, int size)
      throws InterruptedException;

  private static void repeat(Api.Step step) throws InterruptedException {
    while (!Thread.interrupted()) {
      for (int i = 0; i < BATCH; i++) {
        step.run();
      }
    }
  }
}
