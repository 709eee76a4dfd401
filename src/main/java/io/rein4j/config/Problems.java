package io.rein4j.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * All that is wrong in a config, gathered while the rest of it is still looked at, so that it can
 * be told at once. What is found twice is told once.
 */
public final class Problems {

  private final Set<Problem> found = new LinkedHashSet<>();

  /** Nothing is wrong yet. */
  public Problems() {}

  /**
   * {@return what a part of the reading gives; null if something is wrong there, which is kept}
   *
   * @param part reads a part of a config
   */
  public <T> @Nullable T tried(Supplier<T> part) {
    try {
      return part.get();
    } catch (ConfigException e) {
      found.addAll(e.problems());
      return null;
    }
  }

  void add(ConfigException refusal) {
    found.addAll(refusal.problems());
  }

  void add(Problem problem) {
    found.add(problem);
  }

  boolean isEmpty() {
    return found.isEmpty();
  }

  /**
   * Ends the reading if anything is wrong.
   *
   * @throws ConfigException with all that is wrong
   */
  public void throwIfAny() {
    if (!found.isEmpty()) {
      throw exception();
    }
  }

  /** {@return all that is wrong, which is something} */
  ConfigException exception() {
    return new ConfigException(inOrder());
  }

  /** File by file as they were met, from top to bottom, and then what stands in no file. */
  private List<Problem> inOrder() {
    List<String> files =
        found.stream()
            .filter(problem -> problem.line() > 0)
            .map(Problem::source)
            .distinct()
            .toList();
    List<Problem> ordered = new ArrayList<>();
    for (String file : files) {
      found.stream()
          .filter(problem -> problem.line() > 0 && problem.source().equals(file))
          .sorted(Comparator.comparingInt(Problem::line).thenComparingInt(Problem::column))
          .forEach(ordered::add);
    }
    found.stream()
        .filter(problem -> problem.line() == 0)
        .sorted(Comparator.comparingInt(Problem::column))
        .forEach(ordered::add);
    return ordered;
  }
}
