// SPDX-License-Identifier: Apache-2.0
package io.nightjar.testkit.interop;

/** libzmq 4.3.5, through zeromq.js. */
final class ZeromqJsInteropTest extends InteropMatrix {
  ZeromqJsInteropTest() {
    super("tcp", "ipc");
  }

  @Override
  Peer startPeer() throws Exception {
    return ProcessPeer.node();
  }
}
