// SPDX-License-Identifier: Apache-2.0
package io.nightjar.examples.modelserver.front;

/**
 * What the front end counts. Each request that was asked is one of the four after it in the end.
 */
public enum Count {
  /** Requests with good features. */
  ASKED,
  /** Requests that got the answer of a worker. */
  ANSWERED,
  /** Requests that found the queue full, or out of reach. */
  REFUSED,
  /** Requests whose answer did not come in time. */
  TIMED_OUT,
  /** Requests that no worker could do. */
  FAILED,
  /** Answers that were dropped since the request had one already. */
  REPEATED,
  /** Answers that were dropped since nobody waited for them any more. */
  LATE
}
