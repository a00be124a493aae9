// SPDX-License-Identifier: Apache-2.0
package io.nightjar;

import java.time.Duration;

/** Something that happened to an endpoint or a peer of a socket. */
public sealed interface SocketEvent {
  /** The endpoint of ours that it concerns. */
  String endpoint();

  /** The bit of libzmq's event mask for this kind. */
  int code();

  /** A connection was made; greeting and handshake come next. Code 0x0001. */
  record Connected(String endpoint) implements SocketEvent {
    @Override
    public int code() {
      return 0x0001;
    }
  }

  /** A connection is being made, but not yet there. Code 0x0002. */
  record ConnectDelayed(String endpoint) implements SocketEvent {
    @Override
    public int code() {
      return 0x0002;
    }
  }

  /** The next attempt to connect comes after this interval. Code 0x0004. */
  record ConnectRetried(String endpoint, Duration interval, String reason) implements SocketEvent {
    @Override
    public int code() {
      return 0x0004;
    }
  }

  /** The socket accepts peers here. Code 0x0008. */
  record Listening(String endpoint) implements SocketEvent {
    @Override
    public int code() {
      return 0x0008;
    }
  }

  /** A bind failed. Code 0x0010. */
  record BindFailed(String endpoint, String reason) implements SocketEvent {
    @Override
    public int code() {
      return 0x0010;
    }
  }

  /** A peer's connection was accepted; greeting and handshake come next. Code 0x0020. */
  record Accepted(String endpoint, String peerAddress) implements SocketEvent {
    @Override
    public int code() {
      return 0x0020;
    }
  }

  /** A connection could not be accepted. Code 0x0040. */
  record AcceptFailed(String endpoint, String reason) implements SocketEvent {
    @Override
    public int code() {
      return 0x0040;
    }
  }

  /** An endpoint was closed by this side. Code 0x0080. */
  record Closed(String endpoint) implements SocketEvent {
    @Override
    public int code() {
      return 0x0080;
    }
  }

  /** A connection ended; the reason says which side ended it and why. Code 0x0200. */
  record Disconnected(String endpoint, String peerAddress, String reason) implements SocketEvent {
    @Override
    public int code() {
      return 0x0200;
    }
  }

  /** The listener gets no more events. Code 0x0400. */
  record MonitorStopped(String endpoint) implements SocketEvent {
    @Override
    public int code() {
      return 0x0400;
    }
  }

  /** The handshake is through: messages flow. Code 0x1000. */
  record HandshakeSucceeded(String endpoint, Peer peer) implements SocketEvent {
    @Override
    public int code() {
      return 0x1000;
    }
  }

  /**
   * The handshake failed. Code 0x0800 (no detail: closed or timed out), 0x2000 (the peer broke the
   * protocol; {@code detail} is libzmq's protocol-error code) or 0x4000 (refused by authentication;
   * {@code detail} is the status).
   */
  record HandshakeFailed(String endpoint, String peerAddress, int code, int detail, String reason)
      implements SocketEvent {}
}
