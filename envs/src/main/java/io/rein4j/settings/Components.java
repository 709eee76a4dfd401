package io.rein4j.settings;

import io.rein4j.api.Incubating;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The types that the components of a settings record may have. */
@Incubating
public final class Components {

  /** What they may be, for the end of a sentence. */
  public static final String ALLOWED =
      "a component is an int, long, double, boolean, String or Path, an Object that takes any"
          + " value, an enum, another record, one of a kind of settings such as Schedule, or a List or"
          + " a Map by String of these";

  private static final Set<Type> PLAIN =
      Set.of(
          int.class,
          Integer.class,
          long.class,
          Long.class,
          double.class,
          Double.class,
          boolean.class,
          Boolean.class,
          String.class,
          Path.class,
          Object.class);

  private Components() {}

  /**
   * {@return the first component of a record, or of a record in it, that no config can give a
   * value; empty if a config can give one to all of them}
   *
   * @param record the record's class
   */
  public static Optional<RecordComponent> unfit(Class<?> record) {
    return unfit(record, new HashSet<>());
  }

  /**
   * {@return a record, and the records in it, the outermost first}
   *
   * @param record the record's class, whose components all fit
   */
  public static Set<Class<?>> recordsOf(Class<?> record) {
    Set<Class<?>> records = new LinkedHashSet<>();
    unfit(record, records);
    return records;
  }

  private static Optional<RecordComponent> unfit(Class<?> record, Set<Class<?>> seen) {
    if (!seen.add(record)) {
      return Optional.empty();
    }
    for (RecordComponent component : record.getRecordComponents()) {
      Optional<RecordComponent> found = unfit(component, component.getGenericType(), seen);
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  private static Optional<RecordComponent> unfit(
      RecordComponent component, Type type, Set<Class<?>> seen) {
    if (type instanceof ParameterizedType generic) {
      Type[] arguments = generic.getActualTypeArguments();
      if (generic.getRawType() == List.class) {
        return unfit(component, arguments[0], seen);
      }
      return generic.getRawType() == Map.class && arguments[0] == String.class
          ? unfit(component, arguments[1], seen)
          : Optional.of(component);
    }
    if (type instanceof Class<?> plain) {
      if (plain.isRecord()) {
        return unfit(plain, seen);
      }
      if (PLAIN.contains(plain) || plain.isEnum() || plain.isAnnotationPresent(Kind.class)) {
        return Optional.empty();
      }
    }
    return Optional.of(component);
  }
}
