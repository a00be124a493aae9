// SPDX-License-Identifier: Apache-2.0
package io.nightjar;

import java.util.List;

/**
 * The counters of a socket, at one moment. Always on; they start at nought when the socket is made.
 *
 * @param sent messages given to peers' queues; a message to three subscribers counts three
 * @param received messages taken by the application
 * @param dropped messages the socket dropped because a peer's queue was full
 * @param unroutable messages dropped because there was no peer for them
 * @param filtered messages that arrived but were not for the application: no subscription matched,
 *     or not the reply that was awaited
 * @param lost messages that were queued for a peer when its connection ended or was given up
 * @param waiting messages queued for peers that are not connected now
 * @param sendMemory bytes of memory that messages take which wait to be sent, of {@link
 *     Options#SEND_MEMORY}; of a large block all counts, however little is in it
 * @param receiveMemory the same of those that wait to be received, of {@link
 *     Options#RECEIVE_MEMORY}; over inproc a message counts at both sockets
 * @param peers the peers there are now
 */
public record SocketStats(
    long sent,
    long received,
    long dropped,
    long unroutable,
    long filtered,
    long lost,
    long waiting,
    long sendMemory,
    long receiveMemory,
    List<PeerStats> peers) {
  /** Keeps its own list. */
  public SocketStats {
    peers = List.copyOf(peers);
  }

  /** Messages waiting in all queues towards peers, also those that are not connected now. */
  public long sendQueue() {
    return waiting + peers.stream().mapToLong(PeerStats::sendQueue).sum();
  }

  /** Messages waiting in all queues from peers. */
  public long receiveQueue() {
    return peers.stream().mapToLong(PeerStats::receiveQueue).sum();
  }

  /**
   * The counters of one peer.
   *
   * @param peer which peer
   * @param sent messages put into its queue
   * @param received messages taken out of its queue
   * @param sendQueue messages waiting to be sent to it
   * @param receiveQueue messages from it that wait for the application
   * @param dropped messages not sent to it because its queue was full
   * @param bytesSent bytes of messages written to it, with framing
   * @param bytesReceived bytes read from it since the handshake, with framing
   */
  public record PeerStats(
      Peer peer,
      long sent,
      long received,
      long sendQueue,
      long receiveQueue,
      long dropped,
      long bytesSent,
      long bytesReceived) {}
}
