// SPDX-License-Identifier: Apache-2.0
package io.nightjar.cli.runtime;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Hears Ctrl-C and a request to end (SIGINT, SIGTERM) in place of the JVM, which would end at once.
 * Closing it gives them back to the JVM.
 *
 * <p>There is only {@code sun.misc.Signal} for it, and using that in a source is a warning: so it
 * is used by reflection. A JVM without it does with signals what it does without this class.
 */
public final class Signals implements AutoCloseable {
  private static final List<String> NAMES = List.of("INT", "TERM");

  private final Map<Object, Object> before = new LinkedHashMap<>();

  private Signals() {}

  /** Has each signal run an action, on a thread of the JVM's. Those the process ignores stay so. */
  public static Signals hear(Runnable action) {
    Signals signals = new Signals();
    try {
      for (String name : NAMES) {
        signals.hear(name, action);
      }
    } catch (ReflectiveOperationException | RuntimeException e) {
      signals.close(); // not here, or in use by the JVM
    }
    return signals;
  }

  private void hear(String name, Runnable action) throws ReflectiveOperationException {
    Class<?> handlers = Class.forName("sun.misc.SignalHandler");
    Object signal = Class.forName("sun.misc.Signal").getConstructor(String.class).newInstance(name);
    InvocationHandler run = (proxy, method, args) -> answer(proxy, method, args, action);
    Object handler =
        Proxy.newProxyInstance(Signals.class.getClassLoader(), new Class<?>[] {handlers}, run);
    Object old = handle(signal, handler);
    if (Objects.equals(old, handlers.getField("SIG_IGN").get(null))) {
      handle(signal, old);
    } else {
      before.put(signal, old);
    }
  }

  private static Object handle(Object signal, Object handler) throws ReflectiveOperationException {
    Class<?> handlers = Class.forName("sun.misc.SignalHandler");
    return signal
        .getClass()
        .getMethod("handle", signal.getClass(), handlers)
        .invoke(null, signal, handler);
  }

  private static Object answer(Object proxy, Method method, Object[] args, Runnable action) {
    return switch (method.getName()) {
      case "equals" -> proxy == args[0];
      case "hashCode" -> System.identityHashCode(proxy);
      case "toString" -> "handler of nightjar";
      default -> {
        action.run();
        yield ""; // of no meaning
      }
    };
  }

  @Override
  public void close() {
    before.forEach(
        (signal, old) -> {
          try {
            handle(signal, old);
          } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot give back " + signal, e);
          }
        });
    before.clear();
  }
}
