package io.rein4j.config;

import io.rein4j.api.Incubating;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A value as a YAML document has it, not yet bound to a type, that knows where it was written.
 *
 * <p>A settings record with such a component takes any value there. {@link ConfigFormat#bind} makes
 * settings of it, and what is wrong in it is told with the place where it stands.
 */
@Incubating
public final class YamlValue {

  private final Slot slot;
  private final Place namedAt;
  private final Node node;

  /**
   * A value.
   *
   * @param slot where it stands in its document
   * @param namedAt where its key was written, or the value itself if it has none
   * @param node the value
   */
  YamlValue(Slot slot, Place namedAt, Node node) {
    this.slot = slot;
    this.namedAt = namedAt;
    this.node = node;
  }

  /**
   * {@return a whole document}
   *
   * @param file a YAML document in UTF-8
   * @throws ConfigException if it cannot be read or is not YAML
   */
  public static YamlValue ofFile(Path file) {
    Problems problems = new Problems();
    YamlValue document = ofFile(file, problems);
    problems.throwIfAny();
    return document;
  }

  /**
   * {@return a whole document, as far as it can be read}
   *
   * @param file a YAML document in UTF-8
   * @param problems receives what is wrong where the rest can still be read
   * @throws ConfigException if nothing can
   */
  public static YamlValue ofFile(Path file, Problems problems) {
    return document(YamlTree.ofFile(file, problems));
  }

  /**
   * {@return a value that no file holds}
   *
   * @param yaml the value
   * @param origin what an error calls the place where it comes from
   * @throws ConfigException if it is not YAML
   */
  public static YamlValue ofText(String yaml, String origin) {
    return document(YamlTree.ofValue(yaml, new Place(origin, Path.of("").toAbsolutePath())));
  }

  private static YamlValue document(Node node) {
    return new YamlValue(Slot.ofConfig(YamlValue.class), node.place(), node);
  }

  /** {@return this value as a document of its own, whose paths begin here} */
  public YamlValue asDocument() {
    return document(node);
  }

  /** {@return this value laid over by another} */
  private YamlValue over(Node changed) {
    return new YamlValue(slot, namedAt, changed);
  }

  /**
   * {@return this value with a part of it replaced or added; where that cannot be done, what was to
   * change is refused when it is bound}
   *
   * @param path keys and list indices with dots between
   * @param part the new part
   * @param problems is told if the path leads nowhere
   */
  public YamlValue with(String path, YamlValue part, Problems problems) {
    return over(Overrides.apply(node, path, part.namedAt, part.node, problems));
  }

  /**
   * {@return this value with parts of it replaced or added; where that cannot be done, what was to
   * change is refused when it is bound}
   *
   * @param sets each {@code path=value}, as the command line has them
   * @param problems receives what is wrong with them
   */
  public YamlValue withSets(List<String> sets, Problems problems) {
    return over(Overrides.apply(node, sets, problems));
  }

  /**
   * {@return a value that stands where this one does}
   *
   * @param yaml the value
   * @throws ConfigException if it is not YAML
   */
  public YamlValue instead(String yaml) {
    return over(YamlTree.ofValue(yaml, node.place()));
  }

  /**
   * {@return this value under another's key, which is to blame if the key is wrong}
   *
   * @param other the value whose key it is
   */
  public YamlValue under(YamlValue other) {
    return new YamlValue(slot, other.namedAt, node);
  }

  /** {@return whether it is a section of keys} */
  public boolean isSection() {
    return node instanceof Node.Section;
  }

  /** {@return whether it is a list} */
  public boolean isList() {
    return node instanceof Node.Items;
  }

  /**
   * {@return the values of a section by key, in the order in which they stand; empty for others}
   */
  public Map<String, YamlValue> entries() {
    Map<String, YamlValue> entries = new LinkedHashMap<>();
    if (node instanceof Node.Section section) {
      section
          .entries()
          .forEach(
              (key, entry) ->
                  entries.put(
                      key,
                      new YamlValue(
                          slot.element(key, YamlValue.class), entry.keyPlace(), entry.value())));
    }
    return Collections.unmodifiableMap(entries);
  }

  /** {@return the elements of a list, in order; empty for others} */
  public List<YamlValue> items() {
    List<YamlValue> items = new ArrayList<>();
    if (node instanceof Node.Items list) {
      for (Node item : list.nodes()) {
        items.add(
            new YamlValue(slot.element("" + items.size(), YamlValue.class), item.place(), item));
      }
    }
    return Collections.unmodifiableList(items);
  }

  /** {@return the characters of a single word, number or text; empty for others} */
  public Optional<String> text() {
    return node instanceof Node.Single single
        ? Optional.of(single.scalar().text())
        : Optional.empty();
  }

  /** {@return the whole number that it is, if it is one} */
  public Optional<Long> wholeNumber() {
    return node instanceof Node.Single single ? single.scalar().asLong() : Optional.empty();
  }

  /** {@return the number that it is, if it is one} */
  public Optional<Double> number() {
    return node instanceof Node.Single single ? single.scalar().asDouble() : Optional.empty();
  }

  /** {@return the path that it is, seen from the directory of the file that it is written in} */
  public Optional<Path> path() {
    return text().map(text -> node.place().directory().resolve(text).normalize());
  }

  /**
   * {@return the value as maps with their keys in order, lists, texts, numbers, truth values and
   * null}
   */
  public @Nullable Object plain() {
    return plain(node);
  }

  private static @Nullable Object plain(Node node) {
    if (node instanceof Node.Section section) {
      Map<String, @Nullable Object> map = new LinkedHashMap<>();
      section.entries().forEach((key, entry) -> map.put(key, plain(entry.value())));
      return map;
    }
    if (node instanceof Node.Items items) {
      List<@Nullable Object> list = new ArrayList<>();
      items.nodes().forEach(item -> list.add(plain(item)));
      return list;
    }
    if (node instanceof Node.Refused refused) {
      throw new ConfigException(List.of(refused.problem()));
    }
    Scalar scalar = ((Node.Single) node).scalar();
    return scalar.isNull() ? null : scalar.asFree().orElse(scalar.text());
  }

  /** {@return what the value is, as sentences say it} */
  public String describe() {
    return node.describe();
  }

  /**
   * {@return the error of a value that cannot be used}
   *
   * @param sentence what was expected and what was found
   */
  public ConfigException refused(String sentence) {
    return new ConfigException(namedAt, sentence);
  }

  /**
   * {@return the error of a value that turned out to be of no use}
   *
   * @param sentence what was expected and what was found
   * @param cause where it turned out
   */
  public ConfigException refused(String sentence, Throwable cause) {
    return new ConfigException(namedAt, sentence, cause);
  }

  Slot slot() {
    return slot;
  }

  Node node() {
    return node;
  }

  @Override
  public String toString() {
    return namedAt + ": " + describe();
  }
}
