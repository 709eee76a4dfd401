package io.rein4j.cli;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.InvocationTargetException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The signals that ask a process to end, SIGINT (Ctrl-C), SIGTERM and SIGHUP (a terminal that is
 * closed), heard by the program until this is closed.
 *
 * <p>Java's only interface to signals is {@code sun.misc.Signal} of the module {@code
 * jdk.unsupported}. Its use is a warning that no annotation suppresses, and warnings are errors; so
 * it is found by its name. A shutdown hook would not do: it runs beside those that end Python, and
 * the JVM hears no second Ctrl-C once it runs. Where there is no such class, or the signals are
 * ignored, nothing is heard, and they do what Java has them do.
 */
final class Signals implements AutoCloseable {

  private final Map<Object, Object> before = new LinkedHashMap<>();
  private volatile Consumer<Signal> answer;

  private Signals(Consumer<Signal> answer) {
    this.answer = answer;
  }

  /**
   * Hears signals.
   *
   * @param answer receives a signal, in another thread
   */
  static Signals hear(Consumer<Signal> answer) {
    return new Signals(answer).handle(Signal.values());
  }

  /** Has Ctrl-C and a terminal's end, which children hear as well, pass this process by. */
  static Signals withoutTerminal() {
    return new Signals(signal -> {}).handle(Signal.INTERRUPT, Signal.HANG_UP);
  }

  /**
   * Answers in another way from now on; no signal is missed meanwhile.
   *
   * @param other receives a signal, in another thread
   */
  void answer(Consumer<Signal> other) {
    answer = other;
  }

  private Signals handle(Signal... signals) {
    for (Signal signal : signals) {
      handle(signal.systemName(), () -> answer.accept(signal));
    }
    return this;
  }

  private void handle(String name, Runnable task) {
    try {
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object signal =
          Class.forName("sun.misc.Signal").getConstructor(String.class).newInstance(name);
      MethodHandle run =
          MethodHandles.publicLookup()
              .findVirtual(Runnable.class, "run", MethodType.methodType(void.class))
              .bindTo(task);
      Object ours =
          MethodHandleProxies.asInterfaceInstance(
              handler, MethodHandles.dropArguments(run, 0, Object.class));
      before.put(signal, set(signal, ours));
    } catch (InvocationTargetException e) {
      // The JVM keeps the signal for itself, as with -Xrs.
    } catch (ReflectiveOperationException e) {
      // Another kind of JVM.
    }
  }

  private static Object set(Object signal, Object handler) throws ReflectiveOperationException {
    return signal
        .getClass()
        .getMethod("handle", signal.getClass(), Class.forName("sun.misc.SignalHandler"))
        .invoke(null, signal, handler);
  }

  @Override
  public void close() {
    for (Map.Entry<Object, Object> entry : before.entrySet()) {
      try {
        set(entry.getKey(), entry.getValue());
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException("A signal's handler cannot be set back.", e);
      }
    }
    before.clear();
  }
}
