// SPDX-License-Identifier: Apache-2.0
package io.nightjar.testkit.interop;

/** libzmq 4.3.4 or what the system has, through pyzmq. */
final class PyzmqInteropTest extends InteropMatrix {
  PyzmqInteropTest() {
    super("tcp", "ipc");
  }

  @Override
  Peer startPeer() throws Exception {
    return ProcessPeer.python();
  }
}
