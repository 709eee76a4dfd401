package io.rein4j.agent;

import io.rein4j.clip.ClippingSettings;
import io.rein4j.env.Space;
import io.rein4j.nn.NetworkSettings;
import io.rein4j.optim.OptimizerSettings;

/** The settings of a learner, and the way to get a {@link Learner} that has learned nothing yet. */
public interface LearnerSettings {

  /** {@return what happens to every gradient before the optimizer} */
  ClippingSettings clipping();

  /** {@return the network that it learns with} */
  NetworkSettings network();

  /** {@return what changes the parameters} */
  OptimizerSettings optimizer();

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

  /** {@return the discount factor, in [0, 1]} */
  double gamma();
}
