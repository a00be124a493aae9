// SPDX-License-Identifier: Apache-2.0
/**
 * What users see: contexts, typed sockets, messages, options, events. It knows nothing of how they
 * are made; {@link io.nightjar.Context#create()} finds the engine as a service.
 */
@NullMarked
package io.nightjar;

import org.jspecify.annotations.NullMarked;
