// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue;

/**
 * What is to be done with each task.
 *
 * @param <T> the value of a task
 */
@FunctionalInterface
public interface Worker<T> {
  /**
   * Works. A task that is not settled on return is done; one that ends with an exception failed.
   * May settle the task itself, to give it back for example.
   */
  void work(Task<T> task) throws Exception;
}
