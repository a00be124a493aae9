// SPDX-License-Identifier: Apache-2.0
package io.nightjar.benchmarks.queue;

import io.nightjar.queue.Codec;
import io.nightjar.queue.Order;
import io.nightjar.queue.WorkQueue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.PriorityBlockingQueue;

/** The queues that are compared, each as two methods that wait. */
final class Queues {
  /** What all of them can do. */
  interface Both extends AutoCloseable {
    void put(Integer value) throws InterruptedException;

    Integer take() throws InterruptedException;

    @Override
    default void close() {}
  }

  private Queues() {}

  static Both of(String name, int capacity) {
    return switch (name) {
      case "nightjar-fifo" -> nightjar(Order.FIFO, capacity);
      case "nightjar-lifo" -> nightjar(Order.LIFO, capacity);
      case "nightjar-priority" -> nightjar(Order.PRIORITY, capacity);
      case "ArrayBlockingQueue" -> jdk(new ArrayBlockingQueue<>(capacity));
      case "LinkedBlockingQueue" -> jdk(new LinkedBlockingQueue<>(capacity));
      case "PriorityBlockingQueue" -> jdk(new PriorityBlockingQueue<>(capacity));
      case "LinkedBlockingDeque" -> stack(new LinkedBlockingDeque<>(capacity));
      default -> throw new IllegalArgumentException(name);
    };
  }

  private static Both nightjar(Order order, int capacity) {
    WorkQueue<Integer> queue =
        WorkQueue.<Integer>builder("memory:", new NoCodec()).order(order).capacity(capacity).open();
    return new Both() {
      @Override
      public void put(Integer value) throws InterruptedException {
        queue.put(value);
      }

      @Override
      public Integer take() throws InterruptedException {
        return queue.take();
      }

      @Override
      public void close() {
        queue.close();
      }
    };
  }

  private static Both jdk(BlockingQueue<Integer> queue) {
    return new Both() {
      @Override
      public void put(Integer value) throws InterruptedException {
        queue.put(value);
      }

      @Override
      public Integer take() throws InterruptedException {
        return queue.take();
      }
    };
  }

  private static Both stack(LinkedBlockingDeque<Integer> queue) {
    return new Both() {
      @Override
      public void put(Integer value) throws InterruptedException {
        queue.putLast(value);
      }

      @Override
      public Integer take() throws InterruptedException {
        return queue.takeLast();
      }
    };
  }

  /** Memory does not use it. */
  private static final class NoCodec implements Codec<Integer> {
    @Override
    public byte[] encode(Integer value) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Integer decode(byte[] bytes) {
      throw new UnsupportedOperationException();
    }
  }
}
