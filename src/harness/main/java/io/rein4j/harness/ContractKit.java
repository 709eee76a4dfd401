package io.rein4j.harness;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.opentest4j.TestAbortedException;

/** A run of the tests of a contract kit on something that may have a defect. */
public final class ContractKit {

  private ContractKit() {}

  /**
   * {@return the tests that fail and what each says, by the names of their methods}
   *
   * @param kit an instance of a class whose tests need nothing but their instance
   */
  public static SortedMap<String, String> failures(Object kit) {
    SortedMap<String, String> failures = new TreeMap<>();
    for (Class<?> type = kit.getClass(); type != null; type = type.getSuperclass()) {
      for (Method method : type.getDeclaredMethods()) {
        if (method.isAnnotationPresent(Test.class)) {
          method.setAccessible(true);
          try {
            method.invoke(kit);
          } catch (InvocationTargetException e) {
            if (!(e.getCause() instanceof TestAbortedException)) {
              failures.put(method.getName(), String.valueOf(e.getCause()));
            }
          } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
          }
        }
      }
    }
    return failures;
  }
}
