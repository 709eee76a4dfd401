package io.rein4j.export;

import io.rein4j.agent.Agent;
import io.rein4j.agent.AgentContext;
import io.rein4j.agent.AgentSettings;
import io.rein4j.env.Space;
import io.rein4j.env.wrap.ObservationScaling;
import io.rein4j.random.RandomStreams;
import io.rein4j.train.SmallRuns;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Agents with their first parameters. */
final class SmallAgents {

  private SmallAgents() {}

  /** Returns the model of an agent in these spaces, which comes from nowhere in particular. */
  static PolicyModel model(
      Agent agent, @Nullable ObservationScaling scaling, Space observations, Space actions) {
    return PolicyModel.of(
        agent,
        scaling,
        new ModelDescription(observations, actions, Map.of("run", "export", "step", 10L)));
  }

  /**
   * Returns an agent.
   *
   * @param folder for its config
   * @param yaml what stands in its section
   */
  static Agent of(Path folder, String yaml, Space observations, Space actions) throws IOException {
    String config =
        "name: export\nenv: {id: CartPole-v1}\nagent: {%s}\ntraining: {steps: 10}\n"
            .formatted(yaml.contains("dqn") ? yaml + ", replay: {capacity: 40}" : yaml);
    return ((AgentSettings) SmallRuns.config(folder, config).agent())
        .create(new AgentContext(observations, actions, 1, 10, new RandomStreams(5)));
  }
}
