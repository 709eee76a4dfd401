package io.rein4j.agent.pg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rein4j.agent.AgentContext;
import io.rein4j.agent.Outcome;
import io.rein4j.agent.UpdateListener;
import io.rein4j.clip.ClippingSettings;
import io.rein4j.env.Box;
import io.rein4j.env.Discrete;
import io.rein4j.env.MultiBinary;
import io.rein4j.env.MultiDiscrete;
import io.rein4j.env.Space;
import io.rein4j.nn.Goldens;
import io.rein4j.nn.Initialization;
import io.rein4j.nn.LstmSettings;
import io.rein4j.nn.MlpSettings;
import io.rein4j.nn.model.Activation;
import io.rein4j.optim.Sgd;
import io.rein4j.random.RandomStreams;
import io.rein4j.schedule.Schedule;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What A2C and PPO with an LSTM make of one rollout, in pieces and with episodes' ends in it,
 * against PyTorch's autograd. The goldens are made by {@code recurrent_goldens.py} beside them.
 */
class RecurrentGoldenTest {

  private static final int STEPS = 6;
  private static final int PIECE = 4;
  private static final int ENVIRONMENTS = 3;
  private static final int OBSERVATION = 4;
  private static final double GAMMA = 0.97;
  private static final double ERROR = 1e-5;

  private final Goldens goldens = new Goldens(RecurrentGoldenTest.class, "recurrent_goldens.txt");

  private static Space actions(String kind) {
    return switch (kind) {
      case "discrete" -> new Discrete(3);
      case "multi-discrete" -> new MultiDiscrete(3, 2, 4);
      case "multi-binary" -> new MultiBinary(3);
      default -> Box.of(-2, 2, 2);
    };
  }

  private PolicyGradientAgent agent(String type, String kind, double learningRate) {
    MlpSettings network =
        new MlpSettings(
            new LstmSettings(5, PIECE), List.of(6), Activation.TANH, Initialization.ORTHOGONAL);
    boolean shared = kind.startsWith("shared");
    GaussianSettings gaussian =
        kind.endsWith("sde")
            ? new GaussianSettings(0, ActionBounds.CLIP, true, null)
            : GaussianSettings.DEFAULTS;
    Sgd optimizer = new Sgd(Schedule.constant(learningRate), 0, false);
    AgentContext context =
        new AgentContext(
            Box.of(-10, 10, OBSERVATION),
            actions(kind.replace("shared-", "")),
            ENVIRONMENTS,
            1000,
            new RandomStreams(1));
    PolicyGradientAgent agent =
        type.equals("a2c")
            ? A2cSettings.builder()
                .network(network)
                .sharedTrunk(shared)
                .gaussian(gaussian)
                .optimizer(optimizer)
                .clipping(ClippingSettings.DEFAULTS)
                .gamma(GAMMA)
                .rolloutSteps(STEPS)
                .entropyCoefficient(0.02)
                .build()
                .agent(context)
            : PpoSettings.builder()
                .network(network)
                .sharedTrunk(shared)
                .gaussian(gaussian)
                .optimizer(optimizer)
                .clipping(ClippingSettings.DEFAULTS)
                .gamma(GAMMA)
                .gaeLambda(0.9)
                .rolloutSteps(STEPS)
                .batchSize(2 * PIECE * ENVIRONMENTS)
                .epochs(1)
                .entropyCoefficient(0.02)
                .build()
                .agent(context);
    float[] parameters = goldens.get(kind + "/parameters");
    assertThat(agent.parameters()).hasSameSizeAs(parameters);
    System.arraycopy(parameters, 0, agent.parameters(), 0, parameters.length);
    agent.model().parameters.changed();
    return agent;
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

  @ParameterizedTest
  @CsvSource({
    "a2c, discrete",
    "a2c, gaussian",
    "ppo, discrete",
    "ppo, gaussian",
    "a2c, shared-discrete",
    "a2c, shared-gaussian",
    "ppo, shared-discrete",
    "ppo, shared-gaussian",
    "a2c, sde",
    "ppo, sde",
    "a2c, shared-sde",
    "ppo, shared-sde",
    "a2c, multi-discrete",
    "ppo, multi-discrete",
    "a2c, multi-binary",
    "ppo, multi-binary",
    "a2c, shared-multi-discrete",
    "ppo, shared-multi-discrete",
    "a2c, shared-multi-binary",
    "ppo, shared-multi-binary"
  })
  void observe_goldenRollout_gradientAndFiguresAreTorchs(String type, String kind) {
    PolicyGradientAgent agent = agent(type, kind, 0.01);
    Rollout rollout = agent.rollout();
    int size = rollout.actionSize;

    for (int step = 0; step < STEPS; step++) {
      agent.act(step("observations", step, OBSERVATION), new float[ENVIRONMENTS * size]);
      int row = rollout.row();
      take(step(kind + "/actions", step, size), rollout.actions, row * size);
      take(step(kind + "/old-log-probabilities", step, 1), rollout.logProbabilities, row);
      take(step(kind + "/old-values", step, 1), rollout.values, row);
      boolean learned = agent.observe(outcome(step), UpdateListener.NONE);
      assertThat(learned).isEqualTo(step == STEPS - 1);
    }

    String result = kind + "/" + type;
    goldens.check(result + "/advantages", rollout.advantages, ERROR, ERROR);
    goldens.check(result + "/gradient", agent.model().parameters.gradient(), ERROR, ERROR);
    Map<String, Double> metrics = new HashMap<>();
    agent.drainMetrics(metrics::put);
    for (String figure : List.of("loss", "policy_loss", "value_loss", "entropy")) {
      assertThat(metrics.get(figure))
          .as("%s of %s", figure, result)
          .isCloseTo(goldens.get(result + "/" + figure)[0], within(ERROR));
    }
  }

  private static void take(float[] values, float[] target, int at) {
    System.arraycopy(values, 0, target, at, values.length);
  }

  /** A state that was lost, or not forgotten, anywhere would make another policy of it. */
  @ParameterizedTest
  @CsvSource({
    "discrete",
    "gaussian",
    "shared-discrete",
    "shared-gaussian",
    "sde",
    "shared-sde",
    "multi-discrete",
    "shared-multi-discrete",
    "multi-binary",
    "shared-multi-binary"
  })
  void act_severalRollouts_learningSeesThePolicyThatActed(String kind) {
    PolicyGradientAgent agent = agent("ppo", kind, Double.MIN_VALUE);
    int size = agent.rollout().actionSize;
    for (int round = 0; round < 4; round++) {
      for (int step = 0; step < STEPS; step++) {
        agent.act(step("observations", step, OBSERVATION), new float[ENVIRONMENTS * size]);
        agent.observe(outcome(step), UpdateListener.NONE);
      }
      Map<String, Double> metrics = new HashMap<>();
      agent.drainMetrics(metrics::put);
      assertThat(metrics.get("approx_kl")).as("round %d", round).isCloseTo(0, within(1e-8));
    }
  }
}
