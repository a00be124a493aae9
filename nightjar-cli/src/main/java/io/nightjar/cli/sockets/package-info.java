// SPDX-License-Identifier: Apache-2.0
/** A command for each type of socket, and the proxy. */
@NullMarked
package io.nightjar.cli.sockets;

import org.jspecify.annotations.NullMarked;
