// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.socket;

import io.nightjar.queue.Codec;
import io.nightjar.queue.WorkQueue;

/**
 * Serves queues of any kind to other processes, at an endpoint as {@code tcp://*:5600/jobs} or
 * {@code ipc:///run/queues.sock?jobs}; a port of {@code *} or 0 is a free one. Clients open the
 * same address, with the name of the host; in other languages they speak the protocol of {@code
 * docs/queues/protocol.md}.
 *
 * <p>There is no password: who can connect can put and take. Listen where only friends are.
 */
public final class QueueServer implements AutoCloseable {
  /** What stands for the name of a queue in an address of {@link #serve(String, String)}. */
  public static final String NAME = "{name}";

  private final Desk desk;
  private final SocketAddress address;

  private QueueServer(SocketAddress address, ServedQueues queues, long maxPayload) {
    this.address = address;
    this.desk = new Desk(address.endpoint(), queues, maxPayload);
  }

  /** Serves a queue, which stays open when the server closes. */
  public static QueueServer serve(WorkQueue<byte[]> queue, String endpoint) {
    return one(queue, endpoint, false);
  }

  /**
   * Serves the queue of an address, or, if the address holds {@link #NAME}, queues of every name
   * that clients ask for: {@code serve("file:/var/queues/{name}", "tcp://*:5600")}. The first
   * client decides their settings; they are closed with the server.
   */
  public static QueueServer serve(String queueAddress, String endpoint) {
    SocketAddress address = SocketAddress.of(endpoint);
    if (queueAddress.contains(NAME)) {
      if (!address.name().isEmpty()) {
        throw new IllegalArgumentException(
            queueAddress + " serves queues of any name: leave the name out of " + endpoint);
      }
      return new QueueServer(address, new ServedQueues(queueAddress), 0);
    }
    WorkQueue<byte[]> queue = WorkQueue.open(queueAddress, Codec.bytes());
    try {
      return one(queue, endpoint, true);
    } catch (RuntimeException e) {
      queue.close();
      throw e;
    }
  }

  private static QueueServer one(WorkQueue<byte[]> queue, String endpoint, boolean owned) {
    SocketAddress address = SocketAddress.of(endpoint);
    return new QueueServer(
        address, new ServedQueues(address.name(), queue, owned), queue.settings().maxPayload());
  }

  /** The address that clients on this machine open; without a name if it serves many. */
  public String address() {
    return address.at(desk.endpoint());
  }

  /**
   * Ends the service. What takers have is back in the queues at once, and the attempt does not
   * count. Clients go on asking until their patience ends, so a new server can take over.
   */
  @Override
  public void close() {
    desk.close();
  }

  @Override
  public String toString() {
    return address();
  }
}
