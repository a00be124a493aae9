// SPDX-License-Identifier: Apache-2.0
package io.nightjar.spi;

import io.nightjar.Option;

/** The values of a socket's options, as they are now. Any thread. */
@FunctionalInterface
public interface OptionValues {
  /** The value of an option. */
  <T> T option(Option<T> option);
}
