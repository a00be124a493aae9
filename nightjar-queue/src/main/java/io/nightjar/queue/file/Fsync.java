// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.file;

/**
 * When what was put is forced to the disk. It matters for power cuts and crashes of the operating
 * system only: what was put outlives the process with each of them. The queue itself stays whole
 * with each of them.
 */
public enum Fsync {
  /** When the log of changes is folded into the file, every few megabytes. */
  NONE,
  /** So long after a change at most; see {@link FileQueues#FSYNC_INTERVAL}. */
  INTERVAL,
  /** Before {@code put} and {@code finish} return. Takers do not wait: a task may come again. */
  ALWAYS
}
