// SPDX-License-Identifier: Apache-2.0
package io.nightjar.pipe;

/**
 * Room in front of fields that one thread writes with every message, so that they do not lie on a
 * cache line with what another thread reads with every message: then each would wait for the other,
 * some 100 ns a message. Whose fields are neighbours is chance, and changes with every garbage
 * collection. The JVM lays out the fields of a class before those of its subclasses.
 */
abstract class CacheLine {
  @SuppressWarnings("unused") // takes up room
  private long f0, f1, f2, f3, f4, f5, f6, f7;
}
