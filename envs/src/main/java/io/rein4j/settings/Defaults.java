package io.rein4j.settings;

import io.rein4j.api.Incubating;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The constants of settings records that hold what a config leaves out: {@code DEFAULTS}, a whole
 * record, or {@code DEFAULT_KEY} for one component. They are public and of the type of what they
 * stand for; one for an {@code Integer} may be an {@code int}.
 */
@Incubating
public final class Defaults {

  private static final String WHOLE = "DEFAULTS";
  private static final String ITSELF = "the record itself";

  private Defaults() {}

  /**
   * {@return the record that a settings record's constant {@code DEFAULTS} holds, or null if it has
   * none}
   *
   * @param record the record's class
   * @throws IllegalStateException if the constant is none that can be used
   */
  public static @Nullable Object whole(Class<?> record) {
    return value(record, WHOLE, record, ITSELF);
  }

  /**
   * {@return what the constant of a component holds, or null if it has none}
   *
   * @param component the component
   * @throws IllegalStateException if the constant is none that can be used
   */
  public static @Nullable Object of(RecordComponent component) {
    return value(
        component.getDeclaringRecord(), constant(component), component.getType(), told(component));
  }

  /**
   * {@return what is wrong with a constant of a record, or of a record in it, and what to do, for
   * the end of a sentence; empty if all can be used}
   *
   * @param record the record's class
   */
  public static Optional<String> fault(Class<?> record) {
    for (Class<?> each : Components.recordsOf(record)) {
      Optional<String> found = fault(each, WHOLE, each, ITSELF);
      for (RecordComponent component : each.getRecordComponents()) {
        found =
            found.or(() -> fault(each, constant(component), component.getType(), told(component)));
      }
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  private static String told(RecordComponent component) {
    return "the component '%s'".formatted(component.getName());
  }

  /** Returns {@code DEFAULT_GAE_LAMBDA} for the component {@code gaeLambda}. */
  private static String constant(RecordComponent component) {
    return "DEFAULT_"
        + component.getName().replaceAll("(?<!^)(?=[A-Z])", "_").toUpperCase(Locale.ROOT);
  }

  private static @Nullable Object value(
      Class<?> record, String name, Class<?> type, String standsFor) {
    Optional<String> fault = fault(record, name, type, standsFor);
    if (fault.isPresent()) {
      throw new IllegalStateException("In a settings record, " + fault.get() + ".");
    }
    try {
      Object value = record.getDeclaredField(name).get(null);
      if (value == null) {
        throw new IllegalStateException(
            "The constant %s of %s is null: give it a value, or leave it out."
                .formatted(name, record.getName()));
      }
      return value;
    } catch (NoSuchFieldException e) {
      return null;
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(
          "The settings record %s is not public.".formatted(record.getName()), e);
    }
  }

  private static Optional<String> fault(
      Class<?> record, String name, Class<?> type, String standsFor) {
    Field field;
    try {
      field = record.getDeclaredField(name);
    } catch (NoSuchFieldException e) {
      return Optional.empty();
    }
    String constant = "the constant %s of %s".formatted(name, record.getName());
    int modifiers = field.getModifiers();
    if (!Modifier.isPublic(modifiers)
        || !Modifier.isStatic(modifiers)
        || !Modifier.isFinal(modifiers)) {
      return Optional.of(
          constant + " is not public, static and final: declare it 'public static final'");
    }
    if (field.getType() != type && boxed(field.getType()) != type) {
      return Optional.of(
          "%s is of type %s, but %s is of type %s: give the constant the type %s"
              .formatted(
                  constant,
                  field.getType().getName(),
                  standsFor,
                  type.getName(),
                  type.getSimpleName()));
    }
    return Optional.empty();
  }

  private static Class<?> boxed(Class<?> type) {
    return MethodType.methodType(type).wrap().returnType();
  }
}
