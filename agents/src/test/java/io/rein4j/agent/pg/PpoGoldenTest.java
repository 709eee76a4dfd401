package io.rein4j.agent.pg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rein4j.agent.AgentContext;
import io.rein4j.agent.Outcome;
import io.rein4j.agent.UpdateListener;
import io.rein4j.clip.ClippingSettings;
import io.rein4j.clip.GlobalNorm;
import io.rein4j.env.Box;
import io.rein4j.env.Discrete;
import io.rein4j.nn.Goldens;
import io.rein4j.nn.Initialization;
import io.rein4j.nn.MlpSettings;
import io.rein4j.nn.model.Activation;
import io.rein4j.optim.Adam;
import io.rein4j.optim.Sgd;
import io.rein4j.random.RandomStreams;
import io.rein4j.schedule.Schedule;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What a PPO agent makes of one rollout against PyTorch's autograd. The goldens are made by {@code
 * torch_goldens.py} beside them.
 */
class PpoGoldenTest {

  private static final int STEPS = 5;
  private static final int ENVIRONMENTS = 3;
  private static final int OBSERVATION = 4;
  private static final int ACTIONS = 3;
  private static final double ERROR = 1e-5;
  private static final PpoSettings SETTINGS =
      PpoSettings.builder()
          .network(new MlpSettings(List.of(8, 6), Activation.TANH, Initialization.ORTHOGONAL))
          .optimizer(Sgd.DEFAULTS)
          .clipping(ClippingSettings.DEFAULTS)
          .gamma(0.97)
          .gaeLambda(0.9)
          .rolloutSteps(STEPS)
          .batchSize(STEPS * ENVIRONMENTS)
          .epochs(1)
          .entropyCoefficient(0.02)
          .build();

  private final Goldens goldens = new Goldens(PpoGoldenTest.class, "torch_goldens.txt");
  private final Map<String, Double> norms = new HashMap<>();

  private PolicyGradientAgent agent(boolean normalize, @Nullable Double valueClip) {
    return agent(SETTINGS.toBuilder().valueClip(valueClip).normalizeAdvantages(normalize).build());
  }

  private PolicyGradientAgent agent(PpoSettings settings) {
    return agent(settings, 0);
  }

  private PolicyGradientAgent agent(PpoSettings settings, int maskSize) {
    PolicyGradientAgent agent =
        settings.agent(
            new AgentContext(
                    Box.of(-10, 10, OBSERVATION),
                    new Discrete(ACTIONS),
                    ENVIRONMENTS,
                    1000,
                    new RandomStreams(1))
                .masked(maskSize));
    float[] parameters = goldens.get("parameters");
    assertThat(agent.model().parameters.values()).hasSameSizeAs(parameters);
    System.arraycopy(parameters, 0, agent.model().parameters.values(), 0, parameters.length);
    agent.model().parameters.changed();
    return agent;
  }

  private float[] step(String name, int step, int width) {
    int row = ENVIRONMENTS * width;
    return Arrays.copyOfRange(goldens.get(name), step * row, (step + 1) * row);
  }

  private boolean[] flags(String name, int step, int width) {
    float[] values = step(name, step, width);
    boolean[] flags = new boolean[values.length];
    for (int i = 0; i < values.length; i++) {
      flags[i] = values[i] == 1;
    }
    return flags;
  }

  private Outcome outcome(int step) {
    float[] rewards = step("rewards", step, 1);
    double[] doubles = new double[ENVIRONMENTS];
    for (int env = 0; env < ENVIRONMENTS; env++) {
      doubles[env] = rewards[env];
    }
    return new Outcome(
        step < STEPS - 1
            ? step("observations", step + 1, OBSERVATION)
            : goldens.get("last-observations"),
        doubles,
        flags("terminated", step, 1),
        flags("truncated", step, 1),
        step("final-observations", step, OBSERVATION));
  }

  /** Takes the golden rollout: as if the agent had acted as an older policy did. */
  private void learn(PolicyGradientAgent agent, UpdateListener reports) {
    for (int step = 0; step < STEPS; step++) {
      agent.act(
          step("observations", step, OBSERVATION),
          agent.rollout().maskSize == 0 ? new boolean[0] : flags("masks", step, ACTIONS),
          new float[ENVIRONMENTS]);
      int row = agent.rollout().row();
      float[] actions = step("actions", step, 1);
      for (int env = 0; env < ENVIRONMENTS; env++) {
        agent.rollout().actions[row + env] = actions[env];
      }
      System.arraycopy(
          step("old-log-probabilities", step, 1),
          0,
          agent.rollout().logProbabilities,
          row,
          ENVIRONMENTS);
      System.arraycopy(step("old-values", step, 1), 0, agent.rollout().values, row, ENVIRONMENTS);
      boolean learned = agent.observe(outcome(step), reports);
      assertThat(learned).isEqualTo(step == STEPS - 1);
    }
  }

  @ParameterizedTest
  @CsvSource({"plain, true,", "value-clip, true, 0.2", "raw, false,", "masked, true,"})
  void observe_goldenRollout_gradientAndFiguresAreTorchs(
      String name, boolean normalize, @Nullable Double valueClip) {
    PolicyGradientAgent agent =
        agent(
            SETTINGS.toBuilder().valueClip(valueClip).normalizeAdvantages(normalize).build(),
            name.equals("masked") ? ACTIONS : 0);

    learn(agent, report -> norms.put("whole", report.whole().normPre()));

    goldens.check("advantages", agent.rollout().advantages, ERROR, ERROR);
    goldens.check("returns", agent.rollout().returns, ERROR, ERROR);
    goldens.check(name + "/gradient", agent.model().parameters.gradient(), ERROR, ERROR);
    Map<String, Double> metrics = new HashMap<>();
    agent.drainMetrics(metrics::put);
    for (String figure :
        List.of(
            "loss", "policy_loss", "value_loss", "entropy", "approx_kl", "ratio_clip_fraction")) {
      assertThat(metrics.get(figure))
          .as(figure)
          .isCloseTo(goldens.get(name + "/" + figure)[0], within(ERROR));
    }
    assertThat(metrics.get("explained_variance"))
        .isCloseTo(goldens.get("explained-variance")[0], within(ERROR));
    double squares = 0;
    for (float element : goldens.get(name + "/gradient")) {
      squares += (double) element * element;
    }
    assertThat(norms.get("whole")).isCloseTo(Math.sqrt(squares), within(ERROR));
  }

  @Test
  void observe_criticWithAPathOfItsOwn_updatesBothAsTorchsTwoOptimizers() {
    PolicyGradientAgent agent =
        agent(
            SETTINGS.toBuilder()
                .epochs(2)
                .optimizer(new Adam(Schedule.constant(0.01), 0.9, 0.999, 1e-5))
                .clipping(ClippingSettings.of(new GlobalNorm(0.05)))
                .criticOptimizer(new Sgd(Schedule.constant(0.1), 0, false))
                .criticClipping(ClippingSettings.of(new GlobalNorm(0.2)))
                .build());
    List<String> paths = new ArrayList<>();
    List<Double> normsPre = new ArrayList<>();

    learn(
        agent,
        report -> {
          paths.add(report.path());
          normsPre.add(report.whole().normPre());
          assertThat(report.groups()).containsExactly(report.path());
          assertThat(report.whole().clipped()).isTrue();
        });

    assertThat(paths).containsExactly("actor", "critic", "actor", "critic");
    for (int i = 0; i < 4; i++) {
      double norm = goldens.get("two-paths/%s/%s-norm".formatted(i / 2, paths.get(i)))[0];
      assertThat(normsPre.get(i)).isCloseTo(norm, within(ERROR));
    }
    goldens.check("two-paths/parameters", agent.model().parameters.values(), ERROR, ERROR);
    Map<String, Double> metrics = new HashMap<>();
    agent.drainMetrics(metrics::put);
    assertThat(metrics)
        .containsEntry("updates", 4.0)
        .containsEntry("learning_rate", 0.01)
        .containsEntry("learning_rate/path:actor", 0.01)
        .containsEntry("learning_rate/path:critic", 0.1);
  }

  @Test
  void act_goldenObservations_keepsValuesAndLogProbabilitiesOfThePolicy() {
    PolicyGradientAgent agent = agent(true, null);

    for (int step = 0; step < STEPS; step++) {
      int row = agent.rollout().row();
      float[] actions = new float[ENVIRONMENTS];
      agent.act(step("observations", step, OBSERVATION), actions);
      float[] logProbabilities = step("log-probabilities", step, ACTIONS);
      float[] values = step("values", step, 1);
      for (int env = 0; env < ENVIRONMENTS; env++) {
        int action = (int) actions[env];
        assertThat(agent.rollout().actions[row + env]).isEqualTo((float) action);
        assertThat(agent.rollout().logProbabilities[row + env])
            .isCloseTo(logProbabilities[env * ACTIONS + action], within((float) ERROR));
        assertThat(agent.rollout().values[row + env]).isCloseTo(values[env], within((float) ERROR));
      }
      agent.observe(outcome(step), report -> {});
    }
  }
}
