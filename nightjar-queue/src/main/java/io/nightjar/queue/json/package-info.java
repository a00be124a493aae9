// SPDX-License-Identifier: Apache-2.0
/** Values as JSON, with Jackson 3, which users add themselves. */
@NullMarked
package io.nightjar.queue.json;

import org.jspecify.annotations.NullMarked;
