// SPDX-License-Identifier: Apache-2.0
package io.nightjar.examples.modelserver.crew;

import java.util.List;

/**
 * A worker to run.
 *
 * @param name its name
 * @param command what starts it
 */
public record Job(String name, List<String> command) {}
