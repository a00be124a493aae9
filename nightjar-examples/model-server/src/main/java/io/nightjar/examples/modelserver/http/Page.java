// SPDX-License-Identifier: Apache-2.0
package io.nightjar.examples.modelserver.http;

/**
 * What a {@code GET} is answered with.
 *
 * @param status the status of HTTP
 * @param body becomes JSON
 */
public record Page(int status, Object body) {}
