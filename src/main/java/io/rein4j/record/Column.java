package io.rein4j.record;

import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/**
 * A column of a table, or a key of an object, with everything that is said of it anywhere: by the
 * files of a run's folder, TensorBoard, the page and the documentation.
 *
 * @param scope the part of the gradients that it is of
 * @param figure what files call it where it is of the whole gradient
 * @param heading what people are shown above it
 * @param unit what its numbers count or measure; empty if they have no unit
 * @param description what it is, in a sentence
 * @param kind how its values are written and read
 * @param value its value in a row
 * @param <R> the rows
 */
public record Column<R>(
    Scope scope,
    String figure,
    String heading,
    String unit,
    String description,
    Kind kind,
    Function<R, Object> value) {

  /** How values are written and read. */
  public enum Kind {
    /** A whole number, always there. */
    WHOLE("integer"),
    /** A number; an empty cell or {@code null} where it is undefined. */
    NUMBER("number"),
    /** {@code true} or {@code false}. */
    FLAG("boolean"),
    /** Any text. */
    TEXT("string"),
    /** Several numbers. */
    LIST("array"),
    /** An object with keys of its own. */
    OBJECT("object");

    private final String word;

    Kind(String word) {
      this.word = word;
    }

    /** {@return the word that JSON Schema has for it} */
    public String word() {
      return word;
    }
  }

  static <R> Column<R> whole(
      String key, String heading, String unit, String description, ToLongFunction<R> value) {
    return new Column<>(
        Scope.WHOLE, key, heading, unit, description, Kind.WHOLE, value::applyAsLong);
  }

  static <R> Column<R> number(
      String key, String heading, String unit, String description, ToDoubleFunction<R> value) {
    return new Column<>(
        Scope.WHOLE, key, heading, unit, description, Kind.NUMBER, value::applyAsDouble);
  }

  static <R> Column<R> flag(String key, String heading, String description, Predicate<R> value) {
    return new Column<>(Scope.WHOLE, key, heading, "", description, Kind.FLAG, value::test);
  }

  static <R> Column<R> text(
      String key, String heading, String description, Function<R, String> value) {
    return new Column<>(Scope.WHOLE, key, heading, "", description, Kind.TEXT, value::apply);
  }

  /** Returns what files call some columns. */
  static <R> List<String> keys(List<Column<R>> columns) {
    return columns.stream().map(Column::key).toList();
  }

  /** {@return what files call it} */
  public String key() {
    return scope.key(figure);
  }

  /**
   * {@return its value in a row as a number, NaN where it is undefined}
   *
   * @param row the row; the column is neither text nor a list
   */
  public double number(R row) {
    Object found = value.apply(row);
    return found instanceof Boolean flag ? (flag ? 1 : 0) : ((Number) found).doubleValue();
  }

  /**
   * {@return the same column of rows that this one's rows are a part of}
   *
   * @param part the part of a row
   * @param <Q> the rows
   */
  <Q> Column<Q> of(Function<? super Q, ? extends R> part) {
    return new Column<>(
        scope, figure, heading, unit, description, kind, row -> value.apply(part.apply(row)));
  }

  /** Returns the same column, of a part of the gradients. */
  Column<R> in(Scope part) {
    return new Column<>(part, figure, heading, unit, description, kind, value);
  }

  /** Returns the same column where a file writes something before every name. */
  Column<R> under(String before) {
    return in(scope.under(before));
  }
}
