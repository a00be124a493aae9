// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue;

/**
 * Which task is taken next. The order holds for the first delivery; a task that comes back, because
 * it failed or its lease ended, may be taken before or after its old neighbours.
 */
public enum Order {
  /** The oldest. */
  FIFO,
  /** The newest. */
  LIFO,
  /** The one with the highest {@linkplain Put#priority(int) number}, and the oldest of these. */
  PRIORITY
}
