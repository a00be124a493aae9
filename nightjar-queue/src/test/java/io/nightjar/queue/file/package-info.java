// SPDX-License-Identifier: Apache-2.0
/** Tests of queues in files, with the processes that share them. */
@NullMarked
package io.nightjar.queue.file;

import org.jspecify.annotations.NullMarked;
