package io.rein4j.policy;

import io.rein4j.agent.Agent;
import io.rein4j.agent.AgentContext;
import io.rein4j.agent.AgentSettings;
import io.rein4j.agent.dqn.DqnSettings;
import io.rein4j.agent.pg.PpoSettings;
import io.rein4j.agent.replay.ReplaySettings;
import io.rein4j.clip.ParameterLayout.Block;
import io.rein4j.env.Box;
import io.rein4j.env.Discrete;
import io.rein4j.env.Space;
import io.rein4j.nn.LstmSettings;
import io.rein4j.nn.MlpSettings;
import io.rein4j.nn.NetworkSettings;
import io.rein4j.random.Pcg64;
import io.rein4j.random.RandomStreams;
import java.util.List;
import java.util.Map;

/** Policies of agents that have not learned, but whose actions differ. */
final class Policies {

  static final Space FLOATS = Box.of(-3, 3, 4);
  static final Space CHOICES = new Discrete(2);
  static final long SEED = 5;

  private Policies() {}

  static PpoSettings ppo() {
    return PpoSettings.builder()
        .network(MlpSettings.builder(64, 64).build())
        .rolloutSteps(8)
        .batchSize(8)
        .build();
  }

  static DqnSettings dqn() {
    return DqnSettings.builder()
        .network(MlpSettings.builder(64, 64).build())
        .replay(new ReplaySettings(100, 10))
        .build();
  }

  /** Returns a network with a memory of 8 units. */
  static NetworkSettings lstm() {
    return MlpSettings.builder(8).lstm(new LstmSettings(8, 4)).build();
  }

  /** Returns an agent in as many environments as rows. */
  static Agent agent(AgentSettings settings, Space observations, Space actions, int rows) {
    Agent agent =
        settings.create(
            new AgentContext(observations, actions, rows, 100, new RandomStreams(SEED)));
    for (Block block : agent.layout().blocks()) {
      if (block.name().equals("actor/output/weight")) {
        for (int i = block.offset(); i < block.end(); i++) {
          agent.parameters()[i] *= 100;
        }
      }
    }
    return agent;
  }

  static Policy of(Agent agent, Space observations, Space actions) {
    return Policy.of(
        agent.policyLayers().orElseThrow(),
        observations,
        List.of(),
        actions,
        Map.of("run", "test", "step", "10"));
  }

  static Policy of(AgentSettings settings, Space observations, Space actions) {
    return of(agent(settings, observations, actions, 1), observations, actions);
  }

  /** Returns the policy that is measured: from 4 numbers by two layers of 64 to 2 choices. */
  static Policy cartPole() {
    return of(ppo(), FLOATS, CHOICES);
  }

  /** Returns rows of observations. */
  static float[] observations(Space space, int rows) {
    Pcg64 random = new Pcg64(17);
    float[] observations = new float[rows * space.size()];
    for (int row = 0; row < rows; row++) {
      space.sample(random, observations, row * space.size());
    }
    return observations;
  }
}
