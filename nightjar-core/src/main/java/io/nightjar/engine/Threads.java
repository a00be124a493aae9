// SPDX-License-Identifier: Apache-2.0
package io.nightjar.engine;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.jspecify.annotations.Nullable;

/** What kind of thread the caller is. */
final class Threads {
  // Java 17 does not know virtual threads; later versions are asked through this.
  private static final @Nullable MethodHandle IS_VIRTUAL = findIsVirtual();

  private Threads() {}

  private static @Nullable MethodHandle findIsVirtual() {
    try {
      return MethodHandles.publicLookup()
          .findVirtual(Thread.class, "isVirtual", MethodType.methodType(boolean.class));
    } catch (NoSuchMethodException | IllegalAccessException e) {
      return null;
    }
  }

  /** Whether the calling thread is a virtual one, which must not block in a selector. */
  static boolean isVirtual() {
    MethodHandle test = IS_VIRTUAL;
    if (test == null) {
      return false;
    }
    try {
      return (boolean) test.invokeExact(Thread.currentThread());
    } catch (Throwable e) {
      throw new IllegalStateException("Thread.isVirtual cannot fail", e);
    }
  }
}
