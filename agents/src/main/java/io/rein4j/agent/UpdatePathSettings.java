package io.rein4j.agent;

import io.rein4j.clip.ClippingSettings;
import io.rein4j.optim.OptimizerSettings;
import io.rein4j.schedule.Schedule;
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

  /** Returns whether the learning rate is 0 all over training. */
  boolean changesNothing() {
    Schedule rate = optimizer.learningRate();
    return IntStream.rangeClosed(0, 100).allMatch(i -> rate.at(i / 100.0) == 0);
  }
}
