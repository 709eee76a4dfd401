package io.rein4j.agent.pg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rein4j.agent.AgentContext;
import io.rein4j.agent.Outcome;
import io.rein4j.agent.UpdateListener;
import io.rein4j.clip.ClippingSettings;
import io.rein4j.clip.PerSampleNorm;
import io.rein4j.env.Box;
import io.rein4j.env.Discrete;
import io.rein4j.env.MultiBinary;
import io.rein4j.env.MultiDiscrete;
import io.rein4j.env.Space;
import io.rein4j.nn.Goldens;
import io.rein4j.nn.Initialization;
import io.rein4j.nn.MlpSettings;
import io.rein4j.nn.model.Activation;
import io.rein4j.optim.Sgd;
import io.rein4j.random.RandomStreams;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What A2C and PPO make of one rollout under every policy, against PyTorch's autograd. The goldens
 * are made by {@code policy_goldens.py} beside them.
 */
class PolicyGoldenTest {

  private static final int STEPS = 5;
  private static final int ENVIRONMENTS = 3;
  private static final int OBSERVATION = 4;
  private static final double GAMMA = 0.97;
  private static final double ERROR = 1e-5;
  private static final MlpSettings NETWORK =
      new MlpSettings(List.of(8, 6), Activation.TANH, Initialization.ORTHOGONAL);

  private final Goldens goldens = new Goldens(PolicyGoldenTest.class, "policy_goldens.txt");

  private static Space actions(String kind) {
    return switch (kind) {
      case "discrete" -> new Discrete(3);
      case "multi-discrete" -> new MultiDiscrete(3, 2, 4);
      case "multi-binary" -> new MultiBinary(3);
      default -> Box.vector(new float[] {-2, -1}, new float[] {2, 0.5f});
    };
  }

  private static GaussianSettings gaussian(String kind) {
    return switch (kind) {
      case "tanh" -> new GaussianSettings(0, ActionBounds.TANH, false, null);
      case "sde" -> new GaussianSettings(0, ActionBounds.CLIP, true, null);
      default -> GaussianSettings.DEFAULTS;
    };
  }

  private PolicyGradientAgent agent(
      String type, String kind, boolean shared, ClippingSettings clipping) {
    AgentContext context =
        new AgentContext(
            Box.of(-10, 10, OBSERVATION), actions(kind), ENVIRONMENTS, 1000, new RandomStreams(1));
    PolicyGradientAgent agent =
        type.equals("a2c")
            ? A2cSettings.builder()
                .network(NETWORK)
                .sharedTrunk(shared)
                .gaussian(gaussian(kind))
                .optimizer(Sgd.DEFAULTS)
                .clipping(clipping)
                .gamma(GAMMA)
                .rolloutSteps(STEPS)
                .entropyCoefficient(0.02)
                .build()
                .agent(context)
            : PpoSettings.builder()
                .network(NETWORK)
                .sharedTrunk(shared)
                .gaussian(gaussian(kind))
                .optimizer(Sgd.DEFAULTS)
                .clipping(clipping)
                .gamma(GAMMA)
                .gaeLambda(0.9)
                .rolloutSteps(STEPS)
                .batchSize(STEPS * ENVIRONMENTS)
                .epochs(1)
                .entropyCoefficient(0.02)
                .build()
                .agent(context);
    float[] parameters = goldens.get(caseOf(kind, shared) + "/parameters");
    assertThat(agent.parameters()).hasSameSizeAs(parameters);
    System.arraycopy(parameters, 0, agent.parameters(), 0, parameters.length);
    agent.model().parameters.changed();
    return agent;
  }

  private static String caseOf(String kind, boolean shared) {
    return kind + (shared ? "/shared" : "/separate");
  }

  private float[] step(String name, int step, int width) {
    int row = ENVIRONMENTS * width;
    return Arrays.copyOfRange(goldens.get(name), step * row, (step + 1) * row);
  }

  private Outcome outcome(int step) {
    double[] rewards = new double[ENVIRONMENTS];
    boolean[] terminated = new boolean[ENVIRONMENTS];
    boolean[] truncated = new boolean[ENVIRONMENTS];
    for (int env = 0; env < ENVIRONMENTS; env++) {
      rewards[env] = step("rewards", step, 1)[env];
      terminated[env] = step("terminated", step, 1)[env] == 1;
      truncated[env] = step("truncated", step, 1)[env] == 1;
    }
    return new Outcome(
        step < STEPS - 1
            ? step("observations", step + 1, OBSERVATION)
            : goldens.get("last-observations"),
        rewards,
        terminated,
        truncated,
        step("final-observations", step, OBSERVATION));
  }

  /** Takes the golden rollout, as if the agent had acted as another policy did. */
  private void learn(PolicyGradientAgent agent, String name) {
    Rollout rollout = agent.rollout();
    int size = rollout.actionSize;
    for (int step = 0; step < STEPS; step++) {
      agent.act(step("observations", step, OBSERVATION), new float[ENVIRONMENTS * size]);
      int row = rollout.row();
      System.arraycopy(
          step(name + "/actions", step, size), 0, rollout.actions, row * size, ENVIRONMENTS * size);
      System.arraycopy(
          step(name + "/old-log-probabilities", step, 1),
          0,
          rollout.logProbabilities,
          row,
          ENVIRONMENTS);
      System.arraycopy(step(name + "/old-values", step, 1), 0, rollout.values, row, ENVIRONMENTS);
      agent.observe(outcome(step), UpdateListener.NONE);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "discrete, false",
    "discrete, true",
    "gaussian, false",
    "gaussian, true",
    "tanh, false",
    "tanh, true",
    "sde, false",
    "sde, true",
    "multi-discrete, false",
    "multi-discrete, true",
    "multi-binary, false",
    "multi-binary, true",
  })
  void observe_goldenRollout_gradientAndFiguresAreTorchs(String kind, boolean shared) {
    for (String type : List.of("a2c", "ppo")) {
      for (ClippingSettings clipping :
          List.of(ClippingSettings.DEFAULTS, ClippingSettings.of(new PerSampleNorm(1e6)))) {
        PolicyGradientAgent agent = agent(type, kind, shared, clipping);
        String name = caseOf(kind, shared);

        learn(agent, name);

        String result = name + "/" + type;
        goldens.check(result + "/gradient", agent.model().parameters.gradient(), ERROR, ERROR);
        Map<String, Double> metrics = new HashMap<>();
        agent.drainMetrics(metrics::put);
        for (String figure : List.of("loss", "policy_loss", "value_loss", "entropy")) {
          assertThat(metrics.get(figure))
              .as("%s of %s", figure, result)
              .isCloseTo(goldens.get(result + "/" + figure)[0], within(ERROR));
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"discrete", "gaussian", "tanh", "sde", "multi-discrete", "multi-binary"})
  void act_logProbabilities_areThoseOfTheUnchangedPolicy(String kind) {
    for (boolean shared : new boolean[] {false, true}) {
      PolicyGradientAgent agent = agent("ppo", kind, shared, ClippingSettings.DEFAULTS);
      int size = agent.rollout().actionSize;

      for (int step = 0; step < STEPS; step++) {
        agent.act(step("observations", step, OBSERVATION), new float[ENVIRONMENTS * size]);
        agent.observe(outcome(step), UpdateListener.NONE);
      }

      Map<String, Double> metrics = new HashMap<>();
      agent.drainMetrics(metrics::put);
      assertThat(metrics.get("approx_kl")).isCloseTo(0, within(1e-8));
      assertThat(metrics.get("policy_loss")).isCloseTo(0, within(1e-5));
    }
  }
}
