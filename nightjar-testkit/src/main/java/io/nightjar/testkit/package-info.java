// SPDX-License-Identifier: Apache-2.0
/**
 * What tests of Nightjar and of its plug-ins share: contract suites, scripted peers, leak checks.
 * It knows the API and the SPI, and no implementation.
 */
@NullMarked
package io.nightjar.testkit;

import org.jspecify.annotations.NullMarked;
