// SPDX-License-Identifier: Apache-2.0
package io.nightjar;

/** ZeroMQ's error numbers, with the values they have on Linux (native ones as in zmq.h). */
public enum ErrorCode {
  /** Invalid argument. */
  EINVAL(22),

  /** Would block, or timed out. */
  EAGAIN(11),

  /** Not a socket, or a closed one. */
  ENOTSOCK(88),

  /** Context closed. */
  ETERM(156384765),

  /** Out of turn. */
  EFSM(156384763),

  /** Transport and socket type do not go together. */
  ENOCOMPATPROTO(156384764),

  /** Unknown transport. */
  EPROTONOSUPPORT(93),

  /** Address in use. */
  EADDRINUSE(98),

  /** Address not available. */
  EADDRNOTAVAIL(99),

  /** No such interface. */
  ENODEV(19),

  /** Path too long. */
  ENAMETOOLONG(36),

  /** No such endpoint. */
  ENOENT(2),

  /** No such peer. */
  EHOSTUNREACH(113),

  /** Too many sockets. */
  EMFILE(24),

  /** Message does not fit. */
  EMSGSIZE(90),

  /** Failure of the operating system. */
  EIO(5),

  /** Connection refused. */
  ECONNREFUSED(111),

  /** Connection reset. */
  ECONNRESET(104),

  /** Connection timed out. */
  ETIMEDOUT(110),

  /** Protocol error. */
  EPROTO(71);

  private final int number;

  ErrorCode(int number) {
    this.number = number;
  }

  /** The number, as {@code zmq_errno()} gives it on Linux. */
  public int number() {
    return number;
  }
}
