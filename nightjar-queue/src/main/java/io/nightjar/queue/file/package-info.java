// SPDX-License-Identifier: Apache-2.0
/**
 * Queues {@code file:/path}: one durable queue in a file, shared by the processes of one machine.
 * The file is a SQLite database; processes wake each other over Unix domain sockets beside it. This
 * package knows the API, the SPI and JDBC, and no other kind of queue.
 */
@NullMarked
package io.nightjar.queue.file;

import org.jspecify.annotations.NullMarked;
