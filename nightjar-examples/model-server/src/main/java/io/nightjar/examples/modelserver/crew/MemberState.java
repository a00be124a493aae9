// SPDX-License-Identifier: Apache-2.0
package io.nightjar.examples.modelserver.crew;

/**
 * A worker as it is now.
 *
 * @param name its name
 * @param pid its process
 * @param ready whether it has said hello
 * @param restarts how often it died and was started again
 */
public record MemberState(String name, long pid, boolean ready, int restarts) {}
