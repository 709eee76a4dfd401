package io.rein4j.agent.registry;

import io.rein4j.agent.AgentSettings;
import io.rein4j.agent.dqn.DqnSettings;
import io.rein4j.agent.pg.A2cSettings;
import io.rein4j.agent.pg.PpoSettings;
import io.rein4j.agent.pg.ReinforceSettings;
import java.util.Map;

/** The kinds of agent by name. */
public final class Agents {

  /** The settings record of each kind of agent, by its {@code type} in a config. */
  public static final Map<String, Class<? extends AgentSettings>> TYPES =
      Map.of(
          "a2c", A2cSettings.class,
          "dqn", DqnSettings.class,
          "ppo", PpoSettings.class,
          "reinforce", ReinforceSettings.class);

  private Agents() {}
}
