// SPDX-License-Identifier: Apache-2.0
package io.nightjar.cli.sockets;

import io.nightjar.Message;
import java.io.IOException;

/** Makes the reply of a request. */
@FunctionalInterface
interface Answer {
  /** The reply. May block. */
  Message to(Message request) throws IOException, InterruptedException;
}
