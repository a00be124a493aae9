// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.front;

import io.nightjar.queue.Codec;
import io.nightjar.queue.QueueAddress;
import io.nightjar.queue.QueueFactory;
import io.nightjar.queue.QueueSettings;
import io.nightjar.queue.WorkQueue;
import io.nightjar.queue.spi.ObjectProvider;
import io.nightjar.queue.spi.QueueProvider;
import io.nightjar.queue.spi.StoreProvider;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Collectors;

/** Finds the kind of queue for an address. */
public final class Providers implements QueueFactory {
  /** For {@link ServiceLoader}. */
  public Providers() {}

  @Override
  public <T> WorkQueue<T> open(QueueAddress address, QueueSettings settings, Codec<T> codec) {
    QueueProvider provider = find(address);
    Features features = new Features(address, provider);
    features.check(settings);
    if (provider instanceof StoreProvider stores) {
      return new StoreQueue<>(address, features, stores.open(address, settings), codec);
    }
    return ((ObjectProvider) provider).open(address, settings, codec);
  }

  private static QueueProvider find(QueueAddress address) {
    List<QueueProvider> all =
        ServiceLoader.load(QueueProvider.class, Providers.class.getClassLoader()).stream()
            .map(ServiceLoader.Provider::get)
            .toList();
    return all.stream()
        .filter(provider -> provider.schemes().contains(address.scheme()))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "no queue has addresses as "
                        + address
                        + "; known are "
                        + all.stream().map(QueueProvider::form).collect(Collectors.joining(", "))));
  }
}
