package io.rein4j.agent.pg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.rein4j.agent.AgentContext;
import io.rein4j.agent.UpdateListener;
import io.rein4j.clip.ClippingSettings;
import io.rein4j.env.Box;
import io.rein4j.env.Discrete;
import io.rein4j.nn.Goldens;
import io.rein4j.nn.Initialization;
import io.rein4j.nn.MlpSettings;
import io.rein4j.nn.Parameters;
import io.rein4j.nn.model.Activation;
import io.rein4j.optim.Sgd;
import io.rein4j.random.RandomStreams;
import io.rein4j.schedule.Schedule;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The golden values are written by {@code histogram_loss_goldens.py} beside them. */
class HistogramValueTest {

  private static final HlGaussValues SETTINGS = new HlGaussValues(9, -4, 5, 0.75);

  private final Goldens goldens =
      new Goldens(HistogramValueTest.class, "histogram_loss_goldens.txt");

  @Test
  void loss_goldenLogits_andGradient_areTorchs() {
    float[] returns = goldens.get("returns");
    Rollout rollout = Rollout.ofLength(returns.length, 1, 1, 1, 0);
    for (int row = 0; row < returns.length; row++) {
      rollout.order[row] = row;
      rollout.returns[row] = returns[row];
    }
    Minibatch batch = new Minibatch(false);
    batch.gather(rollout, 0, returns.length);
    ValueLoss loss = ValueLoss.of(SETTINGS, 0.5, null);

    double value = loss.compute(batch, goldens.get("logits"));

    assertThat(value).isCloseTo(goldens.get("loss")[0], within(1e-6));
    goldens.check("gradient", loss.gradient(), 1e-5, 1e-7);
  }

  @Test
  void values_ofGoldenLogits_areTorchs() {
    CriticHead head = CriticHead.of(SETTINGS);

    assertThat(head.outputs()).isEqualTo(9);
    goldens.check("values", head.values(goldens.get("logits"), 6), 1e-5, 1e-6);
  }

  @Test
  void loss_ofReturnsFarOff_hasABoundedGradient() {
    Rollout rollout = Rollout.ofLength(2, 1, 1, 1, 0);
    rollout.order[1] = 1;
    rollout.returns[0] = 1e30f;
    rollout.returns[1] = -1e30f;
    Minibatch batch = new Minibatch(false);
    batch.gather(rollout, 0, 2);
    ValueLoss loss = ValueLoss.of(SETTINGS, 0.5, null);

    loss.compute(batch, goldens.get("logits"));

    for (int i = 0; i < 18; i++) {
      assertThat(Math.abs(loss.gradient()[i])).isLessThanOrEqualTo(0.25f);
    }
  }

  /** Without advantages and entropy bonus, PPO's loss is that of the values alone. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void update_ofACritic_hasTheGradientOfFiniteDifferences(boolean shared) {
    int rows = 8;
    PpoSettings settings =
        PpoSettings.builder()
            .network(new MlpSettings(List.of(4), Activation.TANH, Initialization.ORTHOGONAL))
            .sharedTrunk(shared)
            .optimizer(new Sgd(Schedule.constant(0), 0, false))
            .clipping(ClippingSettings.DEFAULTS)
            .rolloutSteps(rows)
            .batchSize(rows)
            .epochs(1)
            .normalizeAdvantages(false)
            .valueCoefficient(1)
            .valueDistribution(SETTINGS)
            .build();
    PolicyGradientAgent agent =
        settings.agent(
            new AgentContext(Box.of(-1, 1, 3), new Discrete(2), 1, 100, new RandomStreams(3)));
    fill(agent.rollout(), rows);
    PpoLearning learning = (PpoLearning) agent.learning();
    learning.gather(agent.rollout(), 0, rows);
    Parameters parameters = agent.model().parameters;
    loss(learning);
    float[] gradient = parameters.gradient().clone();
    float step = 1e-2f;
    int moved = 0;
    for (int i = 0; i < gradient.length; i++) {
      float kept = parameters.values()[i];
      parameters.values()[i] = kept + step;
      parameters.changed();
      double above = loss(learning);
      parameters.values()[i] = kept - step;
      parameters.changed();
      double below = loss(learning);
      parameters.values()[i] = kept;
      parameters.changed();
      double difference = (above - below) / (2 * step);
      assertThat((double) gradient[i])
          .as("derivative by parameter %d", i)
          .isCloseTo(difference, within(1e-3));
      moved += Math.abs(difference) > 1e-2 ? 1 : 0;
    }
    assertThat(moved).isGreaterThan(20);
  }

  private static void fill(Rollout rollout, int rows) {
    SplittableRandom random = new SplittableRandom(2);
    for (int row = 0; row < rows; row++) {
      rollout.order[row] = row;
      rollout.actions[row] = random.nextInt(2);
      rollout.logProbabilities[row] = -0.7f;
      rollout.returns[row] = (float) random.nextDouble(-6, 6);
      for (int i = 0; i < 3; i++) {
        rollout.observations[row * 3 + i] = (float) random.nextGaussian();
      }
    }
  }

  private static double loss(PpoLearning learning) {
    learning.update(0, UpdateListener.NONE);
    Map<String, Double> metrics = new HashMap<>();
    learning.drainMetrics(0, metrics::put);
    return metrics.getOrDefault("loss", Double.NaN);
  }

  @Test
  void settings_thatDoNotGoTogether_areRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PpoSettings.builder().valueClip(0.2).valueDistribution(SETTINGS).build())
        .withMessage(
            "'value-clip' bounds squared errors of values, but a 'value-distribution' is learned by"
                + " cross-entropy: leave one of them out.");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ReinforceSettings.builder().valueDistribution(SETTINGS).build())
        .withMessage(
            "'value-distribution' is how a baseline learns values, but with 'baseline: false' there"
                + " is none: leave one of them out.");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new HlGaussValues(1, 0, 1, 0.75))
        .withMessage("'bins' must be ≥ 2, but is 1.");
  }
}
