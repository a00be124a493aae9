// SPDX-License-Identifier: Apache-2.0
package io.nightjar;

import org.jspecify.annotations.Nullable;

/**
 * A caller's mistake or a resource that cannot be had. Faults of peers are never exceptions: they
 * end a connection and are told as a {@link SocketEvent}.
 *
 * <p>Each kind stands for one ZeroMQ error, see {@link #code()}.
 */
public abstract sealed class NightjarException extends RuntimeException
    permits AddressInUseException,
        AddressNotAvailableException,
        ClosedException,
        EndpointFailedException,
        HostUnreachableException,
        InterfaceNotFoundException,
        InvalidEndpointException,
        InvalidMessageException,
        InvalidOptionException,
        OutOfTurnException,
        PathTooLongException,
        QueueFullException,
        TimeoutException,
        TooManySocketsException,
        UnexpectedMessageException,
        UnknownEndpointException,
        UnknownTransportException {
  private static final long serialVersionUID = 1L;

  private final ErrorCode code;

  NightjarException(ErrorCode code, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.code = code;
  }

  /** The ZeroMQ error that a libzmq program would have seen. */
  public ErrorCode code() {
    return code;
  }
}
