package io.rein4j.config;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A config that cannot be used: all that is wrong in it, each in a sentence with its place. */
public final class ConfigException extends RuntimeException {

  private static final long serialVersionUID = 1;

  /** More than a screen of sentences helps nobody. */
  private static final int MOST_TOLD = 20;

  @SuppressWarnings("serial")
  private final List<Problem> problems;

  private final String circumstances;

  ConfigException(String sentence) {
    this(List.of(Problem.at(null, sentence)));
  }

  ConfigException(Place place, String sentence) {
    this(List.of(Problem.at(place, sentence)));
  }

  /**
   * A config with something wrong in it.
   *
   * @param problems at least one, in the order in which they are told
   */
  ConfigException(List<Problem> problems) {
    this(problems, "", null);
  }

  ConfigException(Place place, String sentence, Throwable cause) {
    this(List.of(Problem.at(place, sentence)), "", cause);
  }

  private ConfigException(List<Problem> problems, String circumstances, @Nullable Throwable cause) {
    super(String.join(" ", sentences(problems, circumstances)), cause);
    this.problems = List.copyOf(problems);
    this.circumstances = circumstances;
  }

  /**
   * {@return this error with more of its circumstances}
   *
   * @param sentence what else there is to say
   */
  public ConfigException with(String sentence) {
    return new ConfigException(problems, circumstances + " " + sentence, this);
  }

  /**
   * {@return what is wrong, each in a sentence that begins with its place, in the order of the
   * file; after twenty of them, how many more there are} The message is all of them in a row.
   */
  public List<String> sentences() {
    return sentences(problems, circumstances);
  }

  /**
   * {@return what the config names and the catalog does not have, such as {@code clipping rule
   * 'soft-clip'}; empty if something else is wrong in it, too}
   */
  public List<String> missing() {
    List<String> missing = new ArrayList<>();
    for (Problem problem : problems) {
      String name = problem.missing();
      if (name == null) {
        return List.of();
      }
      missing.add(name);
    }
    return missing.stream().distinct().toList();
  }

  List<Problem> problems() {
    return problems;
  }

  String circumstances() {
    return circumstances;
  }

  private static List<String> sentences(List<Problem> problems, String circumstances) {
    List<String> told = new ArrayList<>();
    problems.stream().limit(MOST_TOLD).map(Problem::toString).forEach(told::add);
    if (problems.size() > MOST_TOLD) {
      told.add("and %s more.".formatted(problems.size() - MOST_TOLD));
    }
    int last = told.size() - 1;
    told.set(last, told.get(last) + circumstances);
    return List.copyOf(told);
  }
}
