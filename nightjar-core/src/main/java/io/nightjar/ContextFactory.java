// SPDX-License-Identifier: Apache-2.0
package io.nightjar;

/** Makes contexts; how the API finds the engine without knowing it. Not for applications. */
public interface ContextFactory {
  /** Makes a running context. */
  Context create(ContextSettings settings);
}
