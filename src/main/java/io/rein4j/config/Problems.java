package io.rein4j.config;

import io.rein4j.api.Incubating;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * All that is wrong in a config, gathered while the rest of it is still looked at, so that it can
 * be told at once. What is found twice is told once, with the circumstances of the first time.
 */
@Incubating
public final class Problems {

  /** With the circumstances of each. */
  private final Map<Problem, String> found = new LinkedHashMap<>();

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
      add(e);
      return null;
    }
  }

  /**
   * Keeps what is wrong.
   *
   * @param refusal the error of a part of the config
   */
  public void add(ConfigException refusal) {
    refusal.problems().forEach(problem -> found.putIfAbsent(problem, refusal.circumstances()));
  }

  void add(Problem problem) {
    found.putIfAbsent(problem, "");
  }

  /** {@return whether nothing is wrong so far} */
  public boolean isEmpty() {
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

  private String circumstances(Problem problem) {
    return Objects.requireNonNull(found.get(problem));
  }

  /** File by file as they were met, from top to bottom, and then what stands in no file. */
  private List<Problem> inOrder() {
    Set<Problem> all = found.keySet();
    List<String> files =
        all.stream().filter(problem -> problem.line() > 0).map(Problem::source).distinct().toList();
    List<Problem> ordered = new ArrayList<>();
    for (String file : files) {
      all.stream()
          .filter(problem -> problem.line() > 0 && problem.source().equals(file))
          .sorted(Comparator.comparingInt(Problem::line).thenComparingInt(Problem::column))
          .forEach(ordered::add);
    }
    all.stream()
        .filter(problem -> problem.line() == 0)
        .sorted(Comparator.comparingInt(Problem::column))
        .forEach(ordered::add);
    return ordered.stream().map(problem -> problem.with(circumstances(problem))).toList();
  }
}
