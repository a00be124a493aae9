// SPDX-License-Identifier: Apache-2.0
package io.nightjar.engine;

import io.nightjar.Context;
import io.nightjar.ContextFactory;
import io.nightjar.ContextSettings;

/** The service by which {@link Context#create()} finds this engine. */
public final class EngineContextFactory implements ContextFactory {
  /** For the service loader. */
  public EngineContextFactory() {}

  @Override
  public Context create(ContextSettings settings) {
    return new EngineContext(settings);
  }
}
