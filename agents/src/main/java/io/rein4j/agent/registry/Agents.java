package io.rein4j.agent.registry;

import io.rein4j.agent.AgentSettings;
import io.rein4j.agent.dqn.DqnSettings;
import io.rein4j.agent.pg.PpoSettings;
import java.util.Map;

/** The kinds of agent by name. */
public final class Agents {

  /** The settings record of each kind of agent, by its {@code type} in a config. */
  public static final Map<String, Class<? extends AgentSettings>> TYPES =
      Map.of("dqn", DqnSettings.class, "ppo", PpoSettings.class);

  private Agents() {}
}
