// SPDX-License-Identifier: Apache-2.0
/** The ipc transport: Unix domain sockets, as libzmq uses them. */
@NullMarked
package io.nightjar.transport.ipc;

import org.jspecify.annotations.NullMarked;
