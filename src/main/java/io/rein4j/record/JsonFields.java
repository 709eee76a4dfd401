package io.rein4j.record;

import com.fasterxml.jackson.databind.JsonNode;
import io.rein4j.files.DamagedFileException;
import io.rein4j.text.Printable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The fields of a JSON object in a run's folder, by columns. */
final class JsonFields implements Values {

  /** Names what a line of several kinds of lines holds. */
  static final String KIND = "kind";

  private final JsonNode object;
  private final String place;
  private final Scope scope;

  private JsonFields(JsonNode object, String place, Scope scope) {
    this.object = object;
    this.place = place;
    this.scope = scope;
  }

  /**
   * Takes the fields of an object.
   *
   * @param place where it stands, as errors name it
   */
  static JsonFields of(JsonNode object, String place) {
    return new JsonFields(object, place, Scope.WHOLE);
  }

  /** Puts the values of columns under their names. */
  static <R> void put(Map<String, Object> fields, List<Column<R>> columns, R row) {
    columns.forEach(column -> fields.put(column.key(), column.value().apply(row)));
  }

  /** Returns the names of all fields. */
  List<String> keys() {
    List<String> keys = new ArrayList<>();
    object.fieldNames().forEachRemaining(keys::add);
    return keys;
  }

  /** Returns the object in a field, which must be there. */
  JsonFields object(Column<?> column) throws DamagedFileException {
    JsonNode found = found(column);
    if (!found.isObject()) {
      throw unexpected(key(column), "an object", found);
    }
    return of(found, "%s, '%s'".formatted(place, key(column)));
  }

  /** Makes sure that it is an object at all. */
  void requireObject() throws DamagedFileException {
    if (!object.isObject()) {
      throw new DamagedFileException(
          "%s: it should be an object, but is %s."
              .formatted(place, Printable.excerpt(object.toString())));
    }
  }

  /** Returns the whole number in a field, which must be there and within limits. */
  long require(String key, long least, long most) throws DamagedFileException {
    return whole(
        key,
        least,
        most,
        least == most ? "" + least : "a whole number, %s or larger".formatted(least));
  }

  private long whole(String key, long least, long most, String expected)
      throws DamagedFileException {
    JsonNode found = object.path(key);
    if (!found.isIntegralNumber()
        || !found.canConvertToLong()
        || found.longValue() < least
        || found.longValue() > most) {
      throw unexpected(key, expected, found);
    }
    return found.longValue();
  }

  /** Returns the texts in a field, which must be there. */
  List<String> texts(Column<?> column) throws DamagedFileException {
    List<String> texts = new ArrayList<>();
    array(column).forEach(text -> texts.add(text.asText()));
    return texts;
  }

  /** Returns the numbers in a field, which must be there; NaN for what is not finite. */
  List<Double> numbers(Column<?> column) throws DamagedFileException {
    List<Double> numbers = new ArrayList<>();
    array(column).forEach(number -> numbers.add(number.asDouble(Double.NaN)));
    return numbers;
  }

  private JsonNode array(Column<?> column) throws DamagedFileException {
    JsonNode found = found(column);
    if (!found.isArray()) {
      throw unexpected(key(column), "a list", found);
    }
    return found;
  }

  @Override
  public long whole(Column<?> column) throws DamagedFileException {
    return whole(key(column), Long.MIN_VALUE, Long.MAX_VALUE, "a whole number");
  }

  @Override
  public double number(Column<?> column) throws DamagedFileException {
    return number(key(column));
  }

  /** Returns a number; NaN if it is undefined, or there is none. */
  double number(String key) throws DamagedFileException {
    JsonNode found = object.path(key);
    if (found.isMissingNode() || found.isNull()) {
      return Double.NaN;
    }
    if (!found.isNumber()) {
      throw unexpected(key, "a number", found);
    }
    return found.doubleValue();
  }

  @Override
  public boolean flag(Column<?> column) throws DamagedFileException {
    JsonNode found = found(column);
    if (!found.isBoolean()) {
      throw unexpected(key(column), "true or false", found);
    }
    return found.booleanValue();
  }

  @Override
  public String text(Column<?> column) {
    return found(column).asText();
  }

  /** Returns whether the object is of a kind. */
  boolean isOfKind(String kind) {
    return object.path(KIND).asText().equals(kind);
  }

  @Override
  public boolean has(Column<?> column) {
    return object.has(key(column));
  }

  @Override
  public JsonFields in(Scope part) {
    return new JsonFields(object, place, part);
  }

  private String key(Column<?> column) {
    return scope.key(column.figure());
  }

  private JsonNode found(Column<?> column) {
    return object.path(key(column));
  }

  private DamagedFileException unexpected(String key, String expected, JsonNode found) {
    return new DamagedFileException(
        "%s: '%s' should be %s, but %s."
            .formatted(
                place,
                key,
                expected,
                found.isMissingNode()
                    ? "is missing"
                    : "is " + Printable.excerpt(found.toString())));
  }
}
