package io.rein4j.agent.registry;

import io.rein4j.agent.LearnerSettings;
import io.rein4j.agent.dqn.DqnSettings;
import io.rein4j.agent.pg.A2cSettings;
import io.rein4j.agent.pg.PpoSettings;
import io.rein4j.agent.pg.ReinforceSettings;
import io.rein4j.rl4j.Rl4jA3cSettings;
import io.rein4j.rl4j.Rl4jDoubleDqnSettings;
import java.util.Map;

/** The kinds of agent by name. */
public final class Agents {

  /** The settings record of each kind of agent, by its {@code type} in a config. */
  public static final Map<String, Class<? extends LearnerSettings>> TYPES =
      Map.of(
          "a2c", A2cSettings.class,
          "dqn", DqnSettings.class,
          "ppo", PpoSettings.class,
          "reinforce", ReinforceSettings.class,
          "rl4j-a3c", Rl4jA3cSettings.class,
          "rl4j-double-dqn", Rl4jDoubleDqnSettings.class);

  private Agents() {}

  /**
   * {@return the {@code type} of an agent, or what its settings say of themselves if they have
   * none}
   *
   * @param settings the agent's settings
   */
  public static String nameOf(LearnerSettings settings) {
    return TYPES.entrySet().stream()
        .filter(type -> type.getValue() == settings.getClass())
        .map(Map.Entry::getKey)
        .findFirst()
        .orElseGet(settings::toString);
  }
}
