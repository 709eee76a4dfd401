package io.rein4j.agent;

import io.rein4j.clip.ClippingSettings;
import io.rein4j.clip.UpdateClippingSettings;
import io.rein4j.optim.OptimizerReset;
import io.rein4j.optim.OptimizerSettings;
import io.rein4j.settings.SettingException;
import io.rein4j.settings.TypeNames;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The settings of one {@link UpdatePath}.
 *
 * @param name what figures call it, for instance {@code critic}; empty if it is the only one
 * @param clipping what happens to its gradients before the optimizer
 * @param optimizer what changes its parameters
 * @param updateClipping what happens to the parameters behind the optimizer; nothing if absent
 */
public record UpdatePathSettings(
    String name,
    ClippingSettings clipping,
    OptimizerSettings optimizer,
    @Nullable UpdateClippingSettings updateClipping) {

  private static final String UPDATE_CLIPPING = "update-clipping";
  private static final String OPTIMIZER = "optimizer";

  /** The path of several critics that one optimizer changes. */
  public static final String CRITICS = "critics";

  public UpdatePathSettings {
    if (updateClipping != null
        && updateClipping.needsSecondMoments()
        && !optimizer.keepsSecondMoments()) {
      throw new SettingException(
          name.isEmpty()
              ? List.of(UPDATE_CLIPPING, OPTIMIZER)
              : List.of(updateClippingKey(name), UPDATE_CLIPPING, optimizerKey(name), OPTIMIZER),
          "'%s' has the rule %s, which compares gradients with the mean of their squares that the optimizer keeps%s, but '%s' keeps none: choose adam, adamw, laprop, rmsprop or rmsprop-tf, or a rule that needs none, such as 'update-norm'."
              .formatted(
                  UPDATE_CLIPPING,
                  updateClipping.rulesOnSecondMoments(),
                  name.isEmpty() ? "" : " on the update path '" + name + "'",
                  TypeNames.nameOf(optimizer)));
    }
  }

  /**
   * Makes the settings of a path with nothing behind its optimizer.
   *
   * @param name what figures call it, for instance {@code critic}; empty if it is the only one
   * @param clipping what happens to its gradients before the optimizer
   * @param optimizer what changes its parameters
   */
  public UpdatePathSettings(String name, ClippingSettings clipping, OptimizerSettings optimizer) {
    this(name, clipping, optimizer, null);
  }

  /**
   * Makes the settings of an agent's only path, with nothing behind its optimizer.
   *
   * @param clipping what happens to its gradients before the optimizer
   * @param optimizer what changes its parameters
   */
  public UpdatePathSettings(ClippingSettings clipping, OptimizerSettings optimizer) {
    this("", clipping, optimizer);
  }

  /**
   * {@return the key of an agent's settings that holds a path's own clipping}
   *
   * @param path the path's name
   */
  public static String clippingKey(String path) {
    return keyPrefix(path) + "-clipping";
  }

  /**
   * {@return the key of an agent's settings that holds a path's own update clipping}
   *
   * @param path the path's name
   */
  public static String updateClippingKey(String path) {
    return keyPrefix(path) + "-update-clipping";
  }

  /**
   * {@return the key of an agent's settings that holds a path's own optimizer}
   *
   * @param path the path's name
   */
  public static String optimizerKey(String path) {
    return keyPrefix(path) + "-optimizer";
  }

  /** Returns what the keys of a path's own settings begin with: the singular of its name. */
  private static String keyPrefix(String path) {
    return path.equals(CRITICS) ? "critic" : path;
  }

  /**
   * Checks that no optimizer of an agent that moves its target networks at every update starts
   * anew.
   *
   * @param paths of the agent
   * @param agent its type, such as {@code sac}
   * @throws IllegalArgumentException if one does, by a sentence that says what would work
   */
  public static void refuseResetsAtUpdates(List<UpdatePathSettings> paths, String agent) {
    for (UpdatePathSettings path : paths) {
      if (path.optimizer.reset() != null) {
        throw path.refusedReset(
            "The optimizer has a 'reset', but the objective of a %s agent changes with every update, as its target networks do: leave out 'reset'."
                .formatted(agent));
      }
    }
  }

  /**
   * Checks that the clipping rules of all of an agent's paths suit batches of a size.
   *
   * @param paths of the agent
   * @param samples the size of its batches, ≥ 1
   * @throws IllegalArgumentException if they do not, by a sentence that names one of several paths
   */
  public static void requireBatch(List<UpdatePathSettings> paths, int samples) {
    for (UpdatePathSettings path : paths) {
      try {
        path.clipping.requireBatch(samples);
      } catch (IllegalArgumentException e) {
        throw path.refusal(e);
      }
    }
  }

  /**
   * Checks that no optimizer of an on-policy agent's paths starts anew at a target network.
   *
   * @param paths of the agent
   * @param agent its type, such as {@code ppo}
   * @throws IllegalArgumentException if one does, by a sentence that says what would work
   */
  public static void refuseResetsAtTargets(List<UpdatePathSettings> paths, String agent) {
    for (UpdatePathSettings path : paths) {
      OptimizerReset reset = path.optimizer.reset();
      if (reset != null && reset.at() == OptimizerReset.At.TARGET) {
        throw path.refusedReset(
            "The optimizer's 'reset' is at each target network, but a %s agent has none: choose 'at: rollout', or leave out 'reset'."
                .formatted(agent));
      }
    }
  }

  /**
   * Checks that no optimizer of an agent with one update a rollout starts anew.
   *
   * @param paths of the agent
   * @param agent what makes one update a rollout, such as {@code an a2c agent}
   * @param instead what makes several, after "or"
   * @throws IllegalArgumentException if one does, by a sentence that says what would work
   */
  public static void refuseResets(List<UpdatePathSettings> paths, String agent, String instead) {
    for (UpdatePathSettings path : paths) {
      if (path.optimizer.reset() != null) {
        throw path.refusedReset(
            "The optimizer has a 'reset', but %s makes one update a rollout, so that every update would be the optimizer's first: leave out 'reset', or %s."
                .formatted(agent, instead));
      }
    }
  }

  private SettingException refusedReset(String sentence) {
    String own = name.isEmpty() ? OPTIMIZER : optimizerKey(name);
    return new SettingException(List.of(own, OPTIMIZER), sentence);
  }

  /** Returns a refusal whose sentence names the path, if it is one of several. */
  IllegalArgumentException refusal(IllegalArgumentException refusal) {
    return name.isEmpty()
        ? refusal
        : new IllegalArgumentException(
            "Update path '%s': %s".formatted(name, refusal.getMessage()), refusal);
  }

  /** {@return whether any of an agent's paths has a stage behind its optimizer} */
  public static boolean measureUpdates(List<UpdatePathSettings> paths) {
    return paths.stream().anyMatch(path -> path.updateClipping != null);
  }

  /**
   * {@return how many numbers optimizer and update clipping keep for each parameter of the path}
   */
  public int numbersPerParameter() {
    return optimizer.numbersPerParameter()
        + (updateClipping == null ? 0 : updateClipping.numbersPerParameter());
  }

  /** Returns whether all learning rates are 0 all over training. */
  boolean changesNothing() {
    return optimizer.learningRates().stream()
        .allMatch(rate -> IntStream.rangeClosed(0, 100).allMatch(i -> rate.at(i / 100.0) == 0));
  }
}
