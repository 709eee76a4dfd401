package io.rein4j.agent.dqn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.rein4j.agent.AgentContext;
import io.rein4j.agent.Outcome;
import io.rein4j.agent.UpdateListener;
import io.rein4j.agent.replay.ReplaySettings;
import io.rein4j.env.Box;
import io.rein4j.env.Discrete;
import io.rein4j.nn.Initialization;
import io.rein4j.nn.MlpSettings;
import io.rein4j.nn.Network;
import io.rein4j.nn.model.Activation;
import io.rein4j.random.RandomStreams;
import io.rein4j.schedule.Schedule;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a DQN makes of action masks: in its targets, and where it explores. */
class MaskedDqnTest {

  private static final int ACTIONS = 4;
  private static final double GAMMA = 0.9;
  private static final boolean[] ALL = {true, true, true, true};

  /** An agent that makes an update from its first transition. */
  private static DqnAgent agent(
      boolean doubleQ, @Nullable ReturnDistribution distribution, double epsilon) {
    DqnSettings settings =
        DqnSettings.builder()
            .network(new MlpSettings(List.of(), Activation.RELU, Initialization.KAIMING_UNIFORM))
            .gamma(GAMMA)
            .batchSize(1)
            .replay(new ReplaySettings(1, 0))
            .trainFrequency(1)
            .gradientSteps(1)
            .targetUpdateInterval(1_000)
            .doubleQ(doubleQ)
            .distribution(distribution)
            .exploration(Schedule.constant(epsilon))
            .build();
    return new DqnAgent(
        settings,
        new AgentContext(Box.of(-10, 10, 2), new Discrete(ACTIONS, 3), 1, 100, new RandomStreams(1))
            .masked(ACTIONS));
  }

  /** Returns the mean of the outputs of each action. */
  private static double[] values(Network network, float... observation) {
    float[] outputs = network.predict(observation, 1);
    int each = network.outputSize() / ACTIONS;
    double[] values = new double[ACTIONS];
    for (int i = 0; i < network.outputSize(); i++) {
      values[i / each] += outputs[i] / (double) each;
    }
    return values;
  }

  private static int best(double[] values, boolean[] allowed) {
    int best = -1;
    for (int i = 0; i < ACTIONS; i++) {
      if (allowed[i] && (best < 0 || values[i] > values[best])) {
        best = i;
      }
    }
    return best;
  }

  @ParameterizedTest
  @CsvSource({
    "true, false, false",
    "false, false, false",
    "true, true, false",
    "false, true, false",
    "true, false, true",
    "false, false, true"
  })
  void target_bestNextActionForbidden_isOfTheBestThatIsAllowed(
      boolean doubleQ, boolean truncated, boolean quantiles) {
    DqnAgent agent = agent(doubleQ, quantiles ? new QuantileDistribution(5) : null, 0);
    float[] parameters = agent.target.parameters().values();
    for (int i = 0; i < parameters.length; i++) {
      parameters[i] = (float) Math.cos(7 * i);
    }
    agent.target.parameters().changed();
    float[] before = {0.5f, -1.5f};
    float[] after = {2, 1};
    double[] online = values(agent.online, after);
    double[] target = values(agent.target, after);
    boolean[] allowed = ALL.clone();
    allowed[best(online, ALL)] = false;
    allowed[best(target, ALL)] = false;
    double next = target[best(doubleQ ? online : target, allowed)];
    float[] action = new float[1];

    agent.act(before, ALL, action);
    double taken = values(agent.online, before)[(int) action[0] - 3];
    agent.observe(
        new Outcome(
            truncated ? before : after,
            new double[] {1.5},
            new boolean[1],
            new boolean[] {truncated},
            after,
            truncated ? ALL : allowed,
            allowed),
        UpdateListener.NONE);

    Map<String, Double> metrics = new HashMap<>();
    agent.drainMetrics(metrics::put);
    assertThat(metrics.get("td_error"))
        .isCloseTo(Math.abs(taken - (1.5 + GAMMA * next)), within(1e-5));
  }

  @Test
  void act_exploring_drawsEachAllowedActionAlike() {
    DqnAgent agent = agent(false, null, 1);
    boolean[] allowed = {false, true, false, true};
    int[] counts = new int[ACTIONS];
    float[] action = new float[1];
    for (int i = 0; i < 2_000; i++) {
      agent.act(new float[2], allowed, action);
      counts[(int) action[0] - 3]++;
    }

    assertThat(counts[0] + counts[2]).isZero();
    assertThat(counts[1]).isBetween(900, 1_100);
  }

  @Test
  void act_masksThatTheContextDoesNotKnow_areRefused() {
    DqnAgent agent = agent(false, null, 0);

    assertThatThrownBy(() -> agent.act(new float[2], new float[1]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "The agent was made for 1 environments with action masks of 4 booleans"
                + " (AgentContext.maskSize), but is to act by 0.");
  }
}
