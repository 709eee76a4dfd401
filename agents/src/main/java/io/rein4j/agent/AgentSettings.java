package io.rein4j.agent;

import io.rein4j.clip.ClippingSettings;
import io.rein4j.env.Space;
import io.rein4j.optim.OptimizerSettings;

/** The settings of an agent, and the way to get an {@link Agent} that has learned nothing yet. */
public interface AgentSettings {

  /** {@return what happens to every gradient before the optimizer} */
  ClippingSettings clipping();

  /** {@return what changes the parameters} */
  OptimizerSettings optimizer();

  /**
   * Returns a new agent.
   *
   * @param context what the agent acts in and draws from
   * @return an agent with fresh parameters
   * @throws IllegalArgumentException if the agent cannot act in these spaces
   */
  Agent create(AgentContext context);

  /**
   * Makes sure that the agent can take actions of a space.
   *
   * @param actions the space
   * @throws IllegalArgumentException if it cannot
   */
  void requireActions(Space actions);

  /** {@return the discount factor, in [0, 1]} */
  double gamma();
}
