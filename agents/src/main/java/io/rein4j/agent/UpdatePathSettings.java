package io.rein4j.agent;

import io.rein4j.clip.ClippingSettings;
import io.rein4j.optim.OptimizerSettings;
import io.rein4j.schedule.Schedule;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The settings of one {@link UpdatePath}.
 *
 * @param name what figures call it, for instance {@code critic}; empty if it is the only one
 * @param clipping what happens to its gradients before the optimizer
 * @param optimizer what changes its parameters
 */
public record UpdatePathSettings(
    String name, ClippingSettings clipping, OptimizerSettings optimizer) {

  /**
   * Makes the settings of an agent's only path.
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
    return path + "-clipping";
  }

  /**
   * {@return the key of an agent's settings that holds a path's own optimizer}
   *
   * @param path the path's name
   */
  public static String optimizerKey(String path) {
    return path + "-optimizer";
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

  /** Returns a refusal whose sentence names the path, if it is one of several. */
  IllegalArgumentException refusal(IllegalArgumentException refusal) {
    return name.isEmpty()
        ? refusal
        : new IllegalArgumentException(
            "Update path '%s': %s".formatted(name, refusal.getMessage()), refusal);
  }

  /** Returns whether the learning rate is 0 all over training. */
  boolean changesNothing() {
    Schedule rate = optimizer.learningRate();
    return IntStream.rangeClosed(0, 100).allMatch(i -> rate.at(i / 100.0) == 0);
  }
}
