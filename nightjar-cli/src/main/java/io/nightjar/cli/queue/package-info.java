// SPDX-License-Identifier: Apache-2.0
/** Commands on work queues: what is put, taken, worked on and measured. */
@NullMarked
package io.nightjar.cli.queue;

import org.jspecify.annotations.NullMarked;
