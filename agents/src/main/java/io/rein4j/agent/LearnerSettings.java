package io.rein4j.agent;

import io.rein4j.clip.ClippingSettings;
import io.rein4j.clip.UpdateClippingSettings;
import io.rein4j.env.Space;
import io.rein4j.nn.NetworkSettings;
import io.rein4j.optim.OptimizerSettings;
import io.rein4j.settings.Kind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The settings of a learner, and the way to get a {@link Learner} that has learned nothing yet. */
@Kind("agent")
public interface LearnerSettings {

  /** {@return what happens to every gradient before the optimizer} */
  ClippingSettings clipping();

  /** {@return what happens to the parameters behind the optimizer; null if nothing does} */
  default @Nullable UpdateClippingSettings updateClipping() {
    return null;
  }

  /** {@return whether the learner measures its gradients where the context's diagnostics say so} */
  default boolean hasDiagnostics() {
    return false;
  }

  /** {@return the network that it learns with} */
  NetworkSettings network();

  /** {@return what changes the parameters} */
  OptimizerSettings optimizer();

  /**
   * {@return what happens to the gradients of each update path; the only one has no name, and
   * several have different ones}
   */
  default List<UpdatePathSettings> updatePaths() {
    return List.of(new UpdatePathSettings("", clipping(), optimizer(), updateClipping()));
  }

  /** {@return the names of several update paths; empty if there is only one} */
  default List<String> pathNames() {
    return updatePaths().stream()
        .map(UpdatePathSettings::name)
        .filter(name -> !name.isEmpty())
        .toList();
  }

  /**
   * Returns a new learner.
   *
   * @param context what it acts in and draws from
   * @return a learner with fresh parameters
   * @throws IllegalArgumentException if it cannot act in these spaces
   */
  Learner create(AgentContext context);

  /**
   * Makes sure that the learner can take actions of a space.
   *
   * @param actions the space
   * @throws IllegalArgumentException if it cannot
   */
  void requireActions(Space actions);

  /**
   * {@return whether the learner takes no action that an environment's mask forbids ({@link
   * io.rein4j.env.ActionMask}); one that does not is refused where there are masks}
   */
  default boolean keepsToMasks() {
    return false;
  }

  /** {@return the discount factor, in [0, 1]} */
  double gamma();

  /**
   * {@return how many steps each environment takes between two moments at which training may end;
   * more than 1 for a learner that ends with whole rollouts}
   */
  default int stepsPerRollout() {
    return 1;
  }

  /**
   * {@return what takes much memory before training begins, by the settings that decide how much}
   *
   * @param context what the learner would act in
   */
  default List<MemoryNeed> memory(AgentContext context) {
    return List.of();
  }

  /**
   * {@return what the settings themselves keep from being learned in a training, or make of its
   * length; a sentence each}
   *
   * @param context what the learner acts in
   */
  default List<String> prospects(AgentContext context) {
    List<UpdatePathSettings> still =
        updatePaths().stream().filter(UpdatePathSettings::changesNothing).toList();
    if (still.size() == updatePaths().size()) {
      return List.of(
          "Nothing will be learned: the optimizer's 'learning-rate' is 0 all over training.");
    }
    return still.stream()
        .map(
            path ->
                "The %s will learn nothing: its optimizer's 'learning-rate' is 0 all over training."
                    .formatted(path.name()))
        .toList();
  }
}
