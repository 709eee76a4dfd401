package io.rein4j.agent;

import java.util.Optional;

/**
 * The names of one update path's figures where an agent has several: {@code figure/path:name}
 * beside {@code figure}, which is over all paths.
 */
public final class PathFigures {

  private static final String MARK = "/path:";

  private PathFigures() {}

  /**
   * {@return the name of a path's figure}
   *
   * @param figure what the figure over all paths is called
   * @param path the path's name; empty for the only one, whose figures need no name of their own
   */
  public static String name(String figure, String path) {
    return path.isEmpty() ? figure : figure + MARK + path;
  }

  /**
   * {@return the path whose figure has a name; empty if it is no single path's}
   *
   * @param name the figure's name
   */
  public static Optional<String> path(String name) {
    int mark = name.indexOf(MARK);
    return mark < 0 ? Optional.empty() : Optional.of(name.substring(mark + MARK.length()));
  }

  /**
   * {@return a figure's name without its path}
   *
   * @param name the figure's name
   */
  public static String figure(String name) {
    int mark = name.indexOf(MARK);
    return mark < 0 ? name : name.substring(0, mark);
  }
}
