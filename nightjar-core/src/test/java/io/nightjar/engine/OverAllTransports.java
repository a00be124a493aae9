// SPDX-License-Identifier: Apache-2.0
package io.nightjar.engine;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A test that takes an endpoint to bind to, and runs for each transport. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@ParameterizedTest
@ValueSource(strings = {"inproc://here", "tcp://127.0.0.1:0", "ipc://*"})
@interface OverAllTransports {}
