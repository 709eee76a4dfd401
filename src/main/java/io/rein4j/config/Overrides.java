package io.rein4j.config;

import io.rein4j.text.Printable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Values given for paths, as by {@code --set path=value}, laid over a document. */
final class Overrides {

  /** Deeper than any config. */
  private static final int DEEPEST = 100;

  private final List<String> steps;
  private final Place place;
  private final Node value;
  private final Problems problems;

  private Overrides(List<String> steps, Place place, Node value, Problems problems) {
    this.steps = steps;
    this.place = place;
    this.value = value;
    this.problems = problems;
  }

  /**
   * {@return the document with values replaced or added; what one that is wrong was to change is
   * refused}
   *
   * @param root the document
   * @param sets each {@code path=value}: keys and list indices with dots between, and a YAML value;
   *     a later one replaces an earlier one
   * @param problems receives what is wrong with them
   */
  static Node apply(Node root, List<String> sets, Problems problems) {
    Node changed = root;
    for (int rank = 0; rank < sets.size(); rank++) {
      changed = apply(changed, sets.get(rank), rank, problems);
    }
    return changed;
  }

  private static Node apply(Node root, String set, int rank, Problems problems) {
    Place place =
        new Place("--set " + Printable.excerpt(set), 0, rank, Path.of("").toAbsolutePath());
    int equals = set.indexOf('=');
    String path = equals < 0 ? "" : set.substring(0, equals).strip();
    if (!isPath(path)) {
      Problem problem =
          Problem.at(place, "a path and a value are expected, such as agent.batch-size=64.");
      problems.add(problem);
      return new Node.Refused(root.place(), problem);
    }
    Node value = value(set.substring(equals + 1), place, problems);
    return new Overrides(steps(path), place, value, problems).laidOver(root, 0);
  }

  private static Node value(String text, Place place, Problems problems) {
    try {
      return YamlTree.ofValue(text, place);
    } catch (ConfigException e) {
      problems.add(e);
      return new Node.Refused(place, e.problems().get(0));
    }
  }

  /**
   * {@return the document with one value replaced or added; if that cannot be done, what it was to
   * change is refused}
   *
   * @param root the document
   * @param path keys and list indices with dots between
   * @param place where the path was written
   * @param value the value
   * @param problems is told if the path leads nowhere
   */
  static Node apply(Node root, String path, Place place, Node value, Problems problems) {
    if (!isPath(path)) {
      Problem problem =
          Problem.at(
              place,
              "'%s' is not a path into a config, such as agent.clipping.rules.0.threshold."
                  .formatted(Printable.excerpt(path)));
      problems.add(problem);
      return new Node.Refused(root.place(), problem);
    }
    return new Overrides(steps(path), place, value, problems).laidOver(root, 0);
  }

  private static List<String> steps(String path) {
    return List.of(path.split("\\.", -1));
  }

  private static boolean isPath(String path) {
    List<String> steps = steps(path);
    return steps.size() <= DEEPEST && steps.stream().noneMatch(String::isBlank);
  }

  private Node laidOver(@Nullable Node node, int depth) {
    if (depth == steps.size()) {
      return value;
    }
    String step = steps.get(depth);
    if (node instanceof Node.Refused) {
      return node;
    }
    if (node instanceof Node.Items items) {
      List<Node> nodes = new ArrayList<>(items.nodes());
      int index;
      try {
        index = index(String.join(".", steps.subList(0, depth)), step, nodes.size(), place);
      } catch (ConfigException e) {
        problems.add(e);
        return new Node.Refused(items.place(), e.problems().get(0));
      }
      if (index == nodes.size()) {
        nodes.add(laidOver(null, depth + 1));
      } else {
        nodes.set(index, laidOver(nodes.get(index), depth + 1));
      }
      return new Node.Items(items.place(), nodes);
    }
    Node.Section section =
        node instanceof Node.Section written ? written : new Node.Section(place, Map.of(), true);
    Map<String, Node.Entry> entries = new LinkedHashMap<>(section.entries());
    Node.Entry old = entries.get(step);
    boolean last = depth == steps.size() - 1;
    entries.put(
        step,
        new Node.Entry(
            old == null || last ? place : old.keyPlace(),
            laidOver(old == null ? null : old.value(), depth + 1)));
    return new Node.Section(section.place(), entries, section.fromPath());
  }

  /**
   * {@return the index that a step of a path names in a list: an element's, or the one after the
   * last}
   *
   * @param list what to call the list
   * @param step the step
   * @param size how many elements the list has
   * @param place where the step was given
   */
  static int index(String list, String step, int size, Place place) {
    if (!step.matches("[0-9]{1,9}")) {
      throw new ConfigException(
          place,
          "%s is a list, so '%s' would have to be an index."
              .formatted(list, Printable.excerpt(step)));
    }
    int index = Integer.parseInt(step);
    if (index > size) {
      throw new ConfigException(
          place,
          "%s has no element %s: it has %s, and the index %s adds one."
              .formatted(list, index, size, size));
    }
    return index;
  }
}
