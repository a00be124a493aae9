// SPDX-License-Identifier: Apache-2.0
package io.nightjar.testkit.interop;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One end of a conversation: a socket of Nightjar or of a peer, seen alike. */
interface End extends AutoCloseable {
  /** The socket type. */
  String type();

  void identity(String name) throws Exception;

  /** Binds; returns the resolved endpoint. */
  String bind(String endpoint) throws Exception;

  void connect(String endpoint) throws Exception;

  /** Subscribes; for SUB only. */
  void subscribe(String topic) throws Exception;

  /** Takes a subscription back; for SUB only. */
  void unsubscribe(String topic) throws Exception;

  void send(List<Part> frames) throws Exception;

  /** The reports of the frames of the next message, or null if none came in time. */
  @Nullable List<String> receive(Duration timeout) throws Exception;

  @Override
  void close();

  default void send(Part... frames) throws Exception {
    send(Arrays.asList(frames));
  }

  default void send(Part first, List<Part> more) throws Exception {
    List<Part> all = new ArrayList<>();
    all.add(first);
    all.addAll(more);
    send(all);
  }
}
