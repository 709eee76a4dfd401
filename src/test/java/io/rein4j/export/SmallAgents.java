package io.rein4j.export;

import io.rein4j.agent.Agent;
import io.rein4j.agent.AgentContext;
import io.rein4j.agent.AgentSettings;
import io.rein4j.env.Space;
import io.rein4j.random.RandomStreams;
import io.rein4j.train.SmallRuns;
import java.io.IOException;
import java.nio.file.Path;

/** Agents with their first parameters. */
final class SmallAgents {

  private SmallAgents() {}

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
