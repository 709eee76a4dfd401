package io.rein4j.agent;

/** The settings of an agent, and the way to get an {@link Agent} that has learned nothing yet. */
public interface AgentSettings extends LearnerSettings {

  /**
   * Returns a new agent.
   *
   * @param context what the agent acts in and draws from
   * @return an agent with fresh parameters
   * @throws IllegalArgumentException if the agent cannot act in these spaces
   */
  @Override
  Agent create(AgentContext context);
}
