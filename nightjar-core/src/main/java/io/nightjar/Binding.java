// SPDX-License-Identifier: Apache-2.0
package io.nightjar;

/** An endpoint at which a socket accepts peers. */
public interface Binding extends AutoCloseable {
  /** The resolved address, with wildcards replaced: what a peer on this machine connects to. */
  String address();

  /** Whether it still accepts peers. */
  boolean isOpen();

  /** Accepts no more peers and frees the address. The peers that came through it stay. */
  @Override
  void close();
}
