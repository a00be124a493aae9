// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.front;

import io.nightjar.queue.Order;
import io.nightjar.queue.QueueAddress;
import io.nightjar.queue.QueueFeature;
import io.nightjar.queue.QueueOption;
import io.nightjar.queue.QueueSettings;
import io.nightjar.queue.UnsupportedQueueException;
import io.nightjar.queue.spi.QueueProvider;

/** Refuses what a kind of queue cannot do, and names one that can. */
final class Features {
  private final QueueAddress address;
  private final QueueProvider provider;

  Features(QueueAddress address, QueueProvider provider) {
    this.address = address;
    this.provider = provider;
  }

  boolean has(QueueFeature feature) {
    return !provider.lacks().containsKey(feature);
  }

  void check(QueueSettings settings) {
    if (settings.order() == Order.LIFO) {
      require(QueueFeature.LIFO, "LIFO order");
    } else if (settings.order() == Order.PRIORITY) {
      require(QueueFeature.PRIORITY, "priorities");
    }
    if (settings.isCapacityGiven()) {
      require(QueueFeature.CAPACITY, "a capacity");
    }
    if (settings.isLeaseGiven()) {
      require(QueueFeature.LEASE, "leases that end by the clock");
    }
    if (settings.isRetryDelayGiven() && !settings.retryDelay().most().isZero()) {
      require(QueueFeature.DELAY, "a delay of retries");
    }
    for (QueueOption<?> option : settings.options()) {
      if (!provider.options().contains(option)) {
        String others =
            provider.options().isEmpty() ? "it has none" : "it has " + provider.options();
        throw new UnsupportedQueueException(address + " has no option " + option + "; " + others);
      }
    }
  }

  void require(QueueFeature feature, String what) {
    String instead = provider.lacks().get(feature);
    if (instead != null) {
      throw new UnsupportedQueueException(address + " cannot have " + what + "; " + instead);
    }
  }
}
