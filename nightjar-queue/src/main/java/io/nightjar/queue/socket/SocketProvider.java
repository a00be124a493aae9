// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.socket;

import io.nightjar.queue.QueueAddress;
import io.nightjar.queue.QueueOption;
import io.nightjar.queue.QueueSettings;
import io.nightjar.queue.spi.Library;
import io.nightjar.queue.spi.QueueStore;
import io.nightjar.queue.spi.StoreProvider;
import java.util.List;
import java.util.Set;

/**
 * The client's end of a {@link QueueServer}. It refuses nothing itself: what the queue behind the
 * server cannot do the server refuses.
 */
public final class SocketProvider implements StoreProvider {
  /** For {@link java.util.ServiceLoader}. */
  public SocketProvider() {}

  @Override
  public List<String> schemes() {
    return List.of("tcp", "ipc");
  }

  @Override
  public String form() {
    return "tcp://host:port/name, ipc:///path?name";
  }

  @Override
  public Set<QueueOption<?>> options() {
    return Set.of(SocketOptions.PATIENCE);
  }

  @Override
  public QueueStore open(QueueAddress address, QueueSettings settings) {
    Library.require(address, "io.nightjar.Context", "io.nightjar:nightjar");
    return SocketStore.open(address, settings);
  }
}
