// SPDX-License-Identifier: Apache-2.0
package io.nightjar.examples;

import io.nightjar.queue.Codec;
import io.nightjar.queue.WorkQueue;
import io.nightjar.queue.Workers;
import java.util.concurrent.CountDownLatch;

/**
 * Puts work in a queue and does it on two threads: {@code QueueWork [address] [number of tasks]}.
 */
public final class QueueWork {
  private QueueWork() {}

  /** Prints each task that is done. */
  public static void main(String[] args) throws InterruptedException {
    String address = args.length > 0 ? args[0] : "memory:pictures";
    int count = args.length > 1 ? Integer.parseInt(args[1]) : 5;

    CountDownLatch left = new CountDownLatch(count);
    try (WorkQueue<String> queue = WorkQueue.open(address, Codec.text())) {
      Workers workers = queue.work(2, task -> work(task.value(), left));
      for (int i = 0; i < count; i++) {
        queue.put("picture " + i); // waits while the queue is full
      }
      left.await();
      workers.close(); // waits for those at work
    }
  }

  private static void work(String picture, CountDownLatch left) {
    System.out.println("did " + picture);
    left.countDown();
  }
}
