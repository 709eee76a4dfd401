package io.rein4j.record;

import io.rein4j.agent.PathFigures;
import io.rein4j.clip.ParameterLayout;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * The parts of a run's gradients that have figures of their own.
 *
 * @param groups the names of the groups of parameters
 * @param paths the names of several update paths; empty if there is only one
 * @param updates whether there are also figures of the updates of the parameters
 */
public record Scopes(List<String> groups, List<String> paths, boolean updates) {

  /** No parts at all. */
  static final Scopes NONE = new Scopes(List.of(), List.of(), false);

  public Scopes {
    groups = List.copyOf(groups);
    paths = List.copyOf(paths);
  }

  /**
   * {@return the parts of an agent's gradients}
   *
   * @param layout of the agent's parameters
   * @param paths the names of its update paths; empty if there is only one
   * @param updates whether the updates of the parameters are measured
   */
  static Scopes of(ParameterLayout layout, List<String> paths, boolean updates) {
    return new Scopes(layout.groups(), paths, updates);
  }

  /** Returns the parts whose figures have names among these, behind a prefix. */
  static Scopes in(Collection<String> keys, String prefix) {
    String figure = prefix + ScopeFigures.GRAD_NORM_PRE_MEAN.key();
    List<String> groups = new ArrayList<>();
    List<String> paths = new ArrayList<>();
    for (String key : keys) {
      if (key.startsWith(figure + "/")) {
        PathFigures.path(key)
            .ifPresentOrElse(paths::add, () -> groups.add(key.substring(figure.length() + 1)));
      }
    }
    return new Scopes(
        groups, paths, keys.contains(prefix + ParameterUpdateFigures.NORM_PRE_MEAN.key()));
  }
}
