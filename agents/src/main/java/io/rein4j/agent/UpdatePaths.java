package io.rein4j.agent;

import io.rein4j.nn.Parameters;
import io.rein4j.optim.OptimizerReset;
import io.rein4j.state.State;
import io.rein4j.state.Stateful;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The update paths of an agent: each group of its parameters belongs to one of them. */
public final class UpdatePaths implements Stateful {

  private final List<UpdatePath> paths;

  /**
   * Holds paths together.
   *
   * @param parameters those of the agent
   * @param paths which change them
   * @throws IllegalArgumentException if two paths have one name or one group, or a group belongs to
   *     none
   */
  public UpdatePaths(Parameters parameters, List<UpdatePath> paths) {
    this.paths = List.copyOf(paths);
    if (this.paths.stream().map(UpdatePath::name).distinct().count() < this.paths.size()) {
      throw new IllegalArgumentException(
          "Update paths need different names, but are called %s."
              .formatted(this.paths.stream().map(UpdatePath::name).toList()));
    }
    Map<String, String> owners = new HashMap<>();
    for (UpdatePath path : paths) {
      for (String group : path.layout().groups()) {
        String owner = owners.putIfAbsent(group, path.name());
        if (owner != null) {
          throw new IllegalArgumentException(
              "The group '%s' of parameters belongs to one update path, but two change it: '%s' and '%s'."
                  .formatted(group, owner, path.name()));
        }
      }
    }
    for (String group : parameters.layout().groups()) {
      if (!owners.containsKey(group)) {
        throw new IllegalArgumentException(
            "No update path changes the group '%s' of parameters.".formatted(group));
      }
    }
    if (this.paths.stream().anyMatch(path -> path.name().isEmpty() != (this.paths.size() == 1))) {
      throw new IllegalArgumentException(
          "Each of several update paths needs a name, and the only one has none, but they are called %s."
              .formatted(this.paths.stream().map(UpdatePath::name).toList()));
    }
  }

  /**
   * Reports the learning rate of each path's next step: of the first as {@code learning_rate}, and
   * of several as {@code learning_rate/path:name} too.
   *
   * @param progress the share of training that is done, in [0, 1]
   * @param sink receives them
   */
  public void putLearningRates(double progress, MetricSink sink) {
    sink.put("learning_rate", paths.get(0).learningRate(progress));
    if (paths.size() > 1) {
      for (UpdatePath path : paths) {
        sink.put(PathFigures.name("learning_rate", path.name()), path.learningRate(progress));
      }
    }
  }

  /**
   * Hears that the agent's objective changes, as {@link UpdatePath#objectiveChanges} does.
   *
   * @param at how it changes
   */
  public void objectiveChanges(OptimizerReset.At at) {
    for (int i = 0; i < paths.size(); i++) {
      paths.get(i).objectiveChanges(at);
    }
  }

  /**
   * Reports what was measured on each path since the last call; nothing without diagnostics.
   *
   * @param sink receives the figures
   */
  public void drainDiagnostics(MetricSink sink) {
    for (UpdatePath path : paths) {
      path.drainDiagnostics(sink);
    }
  }

  /** {@return what the measurements on all paths say, in sentences} */
  public List<String> advice() {
    return paths.stream().flatMap(path -> path.advice().stream()).toList();
  }

  /**
   * Replaces the parameters; stages and optimizers stay as they are.
   *
   * @param values all parameters of the agent
   */
  public void startFrom(float[] values) {
    for (UpdatePath path : paths) {
      path.startFrom(values);
    }
  }

  /** Hands over the parameters, and the state of all stages and optimizers. */
  @Override
  public void state(State state) throws IOException {
    for (UpdatePath path : paths) {
      path.state(state);
    }
  }
}
