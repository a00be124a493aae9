// SPDX-License-Identifier: Apache-2.0
package io.nightjar.pipe;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Pipes that changed, pushed by any thread and taken all at once by one. Without memory of its own:
 * a pipe is on it at most once, which its flags see to.
 */
public final class PipeStack {
  private static final VarHandle TOP;

  static {
    try {
      TOP = MethodHandles.lookup().findVarHandle(PipeStack.class, "top", Pipe.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final boolean readable;

  @SuppressWarnings("UnusedVariable") // accessed through TOP
  private volatile @Nullable Pipe top;

  private PipeStack(boolean readable) {
    this.readable = readable;
  }

  /** For pipes that became readable. */
  public static PipeStack ofReadable() {
    return new PipeStack(true);
  }

  /** For pipes that became writable. */
  public static PipeStack ofWritable() {
    return new PipeStack(false);
  }

  /** Whether nothing is on it. */
  public boolean isEmpty() {
    return TOP.getAcquire(this) == null;
  }

  /** Adds a pipe, if it is not on the stack. */
  public void push(Pipe pipe) {
    if (!readable && !pipe.enlist()) {
      return;
    }
    Pipe below;
    do {
      below = (Pipe) TOP.getAcquire(this);
      link(pipe, below);
    } while (!TOP.compareAndSet(this, below, pipe));
  }

  /** Takes all pipes, the first pushed first. */
  public void drain(Consumer<? super Pipe> target) {
    if (isEmpty()) {
      return;
    }
    Pipe pipe = (Pipe) TOP.getAndSet(this, null);
    Pipe reversed = null;
    while (pipe != null) {
      Pipe below = next(pipe);
      link(pipe, reversed);
      reversed = pipe;
      pipe = below;
    }
    while (reversed != null) {
      Pipe following = next(reversed);
      link(reversed, null);
      if (!readable) {
        reversed.delist();
      }
      target.accept(reversed);
      reversed = following;
    }
  }

  private @Nullable Pipe next(Pipe pipe) {
    return readable ? pipe.nextReadable() : pipe.nextWritable();
  }

  private void link(Pipe pipe, @Nullable Pipe following) {
    if (readable) {
      pipe.nextReadable(following);
    } else {
      pipe.nextWritable(following);
    }
  }
}
