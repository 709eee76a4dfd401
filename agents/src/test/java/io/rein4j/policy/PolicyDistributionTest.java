package io.rein4j.policy;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rein4j.agent.Agent;
import io.rein4j.agent.pg.ActionBounds;
import io.rein4j.agent.pg.GaussianSettings;
import io.rein4j.env.Box;
import io.rein4j.env.Discrete;
import io.rein4j.env.MultiBinary;
import io.rein4j.env.Space;
import io.rein4j.nn.Network;
import io.rein4j.nn.Sequential;
import io.rein4j.random.Pcg64;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Drawn actions beside the distribution that the agent's network gives them. */
class PolicyDistributionTest {

  private static final int DRAWS = 20_000;
  private static final float NONE = Float.POSITIVE_INFINITY;
  private static final Space FLOATS = Policies.FLOATS;

  /** The standard normal distribution's quantiles at 0.1, 0.2, … 0.9. */
  private static final double[] DECILES = {
    -1.2815515655,
    -0.8416212336,
    -0.5244005127,
    -0.2533471031,
    0,
    0.2533471031,
    0.5244005127,
    0.8416212336,
    1.2815515655
  };

  /**
   * What chi-square exceeds by chance once in a thousand times, by degrees of freedom from 1 on.
   */
  private static final double[] CRITICAL = {
    10.828, 13.816, 16.266, 18.467, 20.515, 22.458, 24.322, 26.124, 27.877
  };

  private static void requireFit(
      String what, double[] shares, int[] counts, TestReporter reporter) {
    double square = 0;
    for (int i = 0; i < shares.length; i++) {
      double expected = shares[i] * DRAWS;
      square += (counts[i] - expected) * (counts[i] - expected) / expected;
    }
    reporter.publishEntry("chi-square, " + what, Double.toString(square));
    assertThat(square).as(what).isLessThan(CRITICAL[shares.length - 2]);
  }

  private static float[] outputs(Agent agent, float[] observation) {
    return agent.policyNetwork().orElseThrow().predict(observation, 1).clone();
  }

  @Test
  void sample_ofChoices_followsTheSoftmax(TestReporter reporter) {
    Space actions = new Discrete(4, 1);
    Agent agent = Policies.agent(Policies.ppo(), FLOATS, actions, 1);
    Policy policy = Policies.of(agent, FLOATS, actions);
    float[] observation = Policies.observations(FLOATS, 1);
    float[] logits = outputs(agent, observation);
    double[] shares = new double[4];
    Arrays.setAll(shares, i -> Math.exp(logits[i]));
    double sum = Arrays.stream(shares).sum();
    Arrays.setAll(shares, i -> shares[i] / sum);

    int[] counts = new int[4];
    Pcg64 random = new Pcg64(11);
    for (int i = 0; i < DRAWS; i++) {
      counts[(int) policy.sample(observation, random)[0] - 1]++;
    }

    requireFit("choices", shares, counts, reporter);
  }

  @Test
  void sample_ofBits_followsTheirOdds(TestReporter reporter) {
    Space actions = new MultiBinary(3);
    Agent agent = Policies.agent(Policies.ppo(), FLOATS, actions, 1);
    Policy policy = Policies.of(agent, FLOATS, actions);
    float[] observation = Policies.observations(FLOATS, 1);
    float[] logits = outputs(agent, observation);

    int[] ones = new int[3];
    Pcg64 random = new Pcg64(12);
    for (int i = 0; i < DRAWS; i++) {
      float[] action = policy.sample(observation, random);
      for (int bit = 0; bit < 3; bit++) {
        ones[bit] += (int) action[bit];
      }
    }

    for (int bit = 0; bit < 3; bit++) {
      double share = 1 / (1 + Math.exp(-logits[bit]));
      requireFit(
          "bit " + bit,
          new double[] {share, 1 - share},
          new int[] {ones[bit], DRAWS - ones[bit]},
          reporter);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void sample_ofVectors_isNormalWithTheAgentsDeviations(boolean sde, TestReporter reporter) {
    Space actions = Box.of(-NONE, NONE, 2);
    Agent agent =
        Policies.agent(
            Policies.ppo().toBuilder()
                .gaussian(new GaussianSettings(-0.5, ActionBounds.CLIP, sde, null))
                .build(),
            FLOATS,
            actions,
            1);
    Policy policy = Policies.of(agent, FLOATS, actions);
    float[] observation = Policies.observations(FLOATS, 1);
    PolicyLayers layers = agent.policyLayers().orElseThrow();
    Network network = layers.toNetwork();
    float[] means = network.predict(observation, 1).clone();
    float[] logs =
        new Network(layers.parameters(), Sequential.of(requireNonNull(layers.logDeviations())))
            .predict(network.steppedFeatures(), 1);

    int[][] counts = new int[2][10];
    Pcg64 random = new Pcg64(13);
    for (int i = 0; i < DRAWS; i++) {
      float[] action = policy.sample(observation, random);
      for (int element = 0; element < 2; element++) {
        double z = (action[element] - means[element]) / Math.exp(logs[element]);
        int bin = Arrays.binarySearch(DECILES, z);
        counts[element][bin < 0 ? -bin - 1 : bin]++;
      }
    }

    double[] tenths = new double[10];
    Arrays.fill(tenths, 0.1);
    for (int element = 0; element < 2; element++) {
      requireFit("element " + element + ", sde " + sde, tenths, counts[element], reporter);
    }
    if (!sde) {
      assertThat(Math.exp(logs[0])).isCloseTo(Math.exp(-0.5), within(1e-6));
    }
  }
}
