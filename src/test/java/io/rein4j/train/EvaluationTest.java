package io.rein4j.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.rein4j.agent.Agent;
import io.rein4j.agent.AgentContext;
import io.rein4j.agent.GreedyPolicy;
import io.rein4j.agent.pg.A2cSettings;
import io.rein4j.env.Env;
import io.rein4j.env.EpisodeSeeds;
import io.rein4j.env.source.Envs;
import io.rein4j.nn.Initialization;
import io.rein4j.nn.LstmSettings;
import io.rein4j.nn.MlpSettings;
import io.rein4j.nn.model.Activation;
import io.rein4j.random.RandomStreams;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class EvaluationTest {

  private static final int EPISODES = 40;

  /** More episodes than run side by side: most begin where another has ended. */
  @Test
  void evaluate_agentWithAMemory_remembersNothingOfTheEpisodeBefore() {
    Env env = Envs.standard().make("CartPole-v1");
    Agent agent = agent(env);

    EvaluationRecord record =
        new Evaluation(
                () -> Envs.standard().make("CartPole-v1"),
                UnaryOperator.identity(),
                envs -> Optional.empty(),
                5,
                500)
            .evaluate(agent, EPISODES, 0);

    List<Double> alone = new ArrayList<>();
    for (int episode = 0; episode < EPISODES; episode++) {
      alone.add(returnOf(env, agent.greedyPolicy(1), episode));
    }
    assertThat(record.returns()).isEqualTo(alone);
    assertThat(alone.stream().distinct().count()).isGreaterThan(2);
  }

  private static double returnOf(Env env, GreedyPolicy policy, int episode) {
    float[] observation = new float[4];
    float[] action = new float[1];
    env.reset(EpisodeSeeds.derived(5, "evaluation").seed(0, episode), observation, 0);
    double sum = 0;
    do {
      policy.act(observation, action);
      sum += env.step(action, 0, observation, 0);
    } while (!env.terminated() && !env.truncated());
    return sum;
  }

  private static Agent agent(Env env) {
    A2cSettings settings =
        A2cSettings.builder()
            .network(
                new MlpSettings(
                    new LstmSettings(8, null),
                    List.of(),
                    Activation.TANH,
                    Initialization.KAIMING_UNIFORM))
            .build();
    Agent agent =
        settings.create(
            new AgentContext(
                env.observationSpace(), env.actionSpace(), 1, 1000, new RandomStreams(3)));
    // Weights that are larger than at the start: what is remembered matters for what is done.
    for (int i = 0; i < agent.parameters().length; i++) {
      agent.parameters()[i] *= 4;
    }
    return agent;
  }
}
