// SPDX-License-Identifier: Apache-2.0
/** The tcp transport: how its addresses read and its channels are opened. */
@NullMarked
package io.nightjar.transport.tcp;

import org.jspecify.annotations.NullMarked;
