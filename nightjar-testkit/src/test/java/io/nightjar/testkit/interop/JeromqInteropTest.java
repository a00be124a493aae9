// SPDX-License-Identifier: Apache-2.0
package io.nightjar.testkit.interop;

/** JeroMQ, whose ipc is tcp in disguise. */
final class JeromqInteropTest extends InteropMatrix {
  JeromqInteropTest() {
    super("tcp");
  }

  @Override
  Peer startPeer() throws Exception {
    return new JeromqPeer();
  }
}
