// SPDX-License-Identifier: Apache-2.0
package io.nightjar.examples;

import io.nightjar.queue.Codec;
import io.nightjar.queue.WorkQueue;
import io.nightjar.queue.Workers;

/**
 * Puts work in a queue and does it on two threads: {@code QueueWork [address] [number of tasks]}.
 */
public final class QueueWork {
  private QueueWork() {}

  /** Prints each task that is done. */
  public static void main(String[] args) throws InterruptedException {
    String address = args.length > 0 ? args[0] : "memory:pictures";
    int count = args.length > 1 ? Integer.parseInt(args[1]) : 5;

    try (WorkQueue<String> queue = WorkQueue.open(address, Codec.text());
        Workers workers = queue.work(2, task -> System.out.println("did " + task.value()))) {
      for (int i = 0; i < count; i++) {
        queue.put("picture " + i); // waits while the queue is full
      }
      queue.finish(); // no more will come
      workers.await(); // until all of it is done
    }
  }
}
