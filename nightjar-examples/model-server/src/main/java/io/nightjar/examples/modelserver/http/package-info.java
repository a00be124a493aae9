// SPDX-License-Identifier: Apache-2.0
/** Requests and answers over HTTP. */
@NullMarked
package io.nightjar.examples.modelserver.http;

import org.jspecify.annotations.NullMarked;
