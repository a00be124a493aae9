// SPDX-License-Identifier: Apache-2.0
package io.nightjar.benchmarks.harness;

/** A ZeroMQ library at work: one context of it. */
interface PeerLibrary {
  /** The types of sockets that the patterns are made of. */
  enum Type {
    DEALER,
    PUB,
    PULL,
    PUSH,
    REP,
    REQ,
    ROUTER,
    SUB,
    XPUB,
    XSUB
  }

  /** A socket with the options of the run. */
  PeerSocket open(Type type);

  /** Passes messages between two of its sockets, on threads of its own, until the process ends. */
  void proxy(PeerSocket frontend, PeerSocket backend);
}
