package io.rein4j.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.data.Offset.offset;

import io.rein4j.clip.ClippingRule;
import io.rein4j.clip.ClippingSettings;
import io.rein4j.clip.GlobalNorm;
import io.rein4j.clip.MedianOfMeans;
import io.rein4j.clip.ParameterLayout;
import io.rein4j.clip.PerSampleNorm;
import io.rein4j.env.contract.Allocations;
import io.rein4j.nn.Goldens;
import io.rein4j.nn.Initialization;
import io.rein4j.nn.Lstm;
import io.rein4j.nn.MlpSettings;
import io.rein4j.nn.Network;
import io.rein4j.nn.Parameters;
import io.rein4j.nn.Sequential;
import io.rein4j.nn.model.Activation;
import io.rein4j.optim.Sgd;
import io.rein4j.schedule.Schedule;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Rules on samples over an actor and a critic; {@code per_sample_goldens.py} made the golden file.
 */
class SampleRulesTest {

  /** An optimizer that leaves parameters as they are. */
  private static final Sgd STILL = new Sgd(Schedule.constant(Double.MIN_VALUE), 0, false);

  private static final int INPUTS = 4;
  private static final int ACTIONS = 3;

  /** An actor and a critic, and the path of their gradient. */
  private static final class Model {
    final Parameters parameters;
    final Network actor;
    final Network critic;
    final UpdatePath path;

    Model(MlpSettings settings, ClippingRule... rules) {
      ParameterLayout.Builder layout = ParameterLayout.builder();
      layers("actor", INPUTS, settings, ACTIONS).declare(layout);
      layers("critic", INPUTS, settings, 1).declare(layout);
      parameters = new Parameters(layout.build());
      actor = mlp(parameters, "actor", INPUTS, settings, ACTIONS);
      critic = mlp(parameters, "critic", INPUTS, settings, 1);
      SplittableRandom random = new SplittableRandom(1);
      actor.initialize(random);
      critic.initialize(random);
      path = new UpdatePath(parameters, ClippingSettings.of(rules), STILL, actor, critic);
    }

    float[] gradient(Batch batch) {
      return gradient(batch, UpdateListener.NONE);
    }

    float[] gradient(Batch batch, UpdateListener listener) {
      actor.forward(batch.inputs, batch.rows);
      critic.forward(batch.inputs, batch.rows);
      float[][] outputGradients = {batch.byLogits.clone(), batch.byValues.clone()};
      int[] heard = {0};
      path.update(
          batch.rows,
          outputGradients,
          0,
          report -> {
            heard[0]++;
            listener.updated(report);
          });
      assertThat(heard).containsExactly(1);
      return parameters.gradient();
    }
  }

  /** Inputs, and heavy-tailed derivatives of a mean loss. */
  private static final class Batch {
    final int rows;
    final float[] inputs;
    final float[] byLogits;
    final float[] byValues;

    Batch(int rows, float[] inputs, float[] byLogits, float[] byValues) {
      this.rows = rows;
      this.inputs = inputs;
      this.byLogits = byLogits;
      this.byValues = byValues;
    }

    static Batch random(SplittableRandom random, int rows) {
      Batch batch =
          new Batch(rows, new float[rows * INPUTS], new float[rows * ACTIONS], new float[rows]);
      for (int i = 0; i < batch.inputs.length; i++) {
        batch.inputs[i] = (float) random.nextGaussian();
      }
      for (int row = 0; row < rows; row++) {
        double scale = 1 / Math.sqrt(random.nextExponential()) / rows;
        batch.byValues[row] = (float) (scale * random.nextGaussian());
        for (int i = row * ACTIONS; i < (row + 1) * ACTIONS; i++) {
          batch.byLogits[i] = (float) (scale * random.nextGaussian());
        }
      }
      return batch;
    }

    /** The batch of one sample alone: its derivatives are those of its own loss. */
    Batch of(int row) {
      Batch one =
          new Batch(
              1,
              Arrays.copyOfRange(inputs, row * INPUTS, (row + 1) * INPUTS),
              Arrays.copyOfRange(byLogits, row * ACTIONS, (row + 1) * ACTIONS),
              Arrays.copyOfRange(byValues, row, row + 1));
      for (int i = 0; i < ACTIONS; i++) {
        one.byLogits[i] *= rows;
      }
      one.byValues[0] *= rows;
      return one;
    }
  }

  private static MlpSettings settings(Activation activation, Integer... hidden) {
    return new MlpSettings(List.of(hidden), activation, Initialization.ORTHOGONAL);
  }

  @ParameterizedTest
  @EnumSource
  void perSampleNorm_randomBatches_isTheMeanOfBatchesOfOneClipped(Activation activation) {
    for (long seed = 0; seed < 20; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      MlpSettings network = settings(activation, 1 + random.nextInt(40), 1 + random.nextInt(40));
      Batch batch = Batch.random(random, 1 + random.nextInt(70));
      double threshold = Math.exp(random.nextDouble(-1, 3));
      Model plain = new Model(network);
      double[] expected = new double[plain.parameters.layout().size()];
      int clipped = 0;
      for (int row = 0; row < batch.rows; row++) {
        float[] own = plain.gradient(batch.of(row));
        double norm = norm(own);
        clipped += norm > threshold ? 1 : 0;
        for (int i = 0; i < expected.length; i++) {
          expected[i] += own[i] * Math.min(1, threshold / norm) / batch.rows;
        }
      }
      Model model = new Model(network, new PerSampleNorm(threshold));

      int count = clipped;
      float[] gradient =
          model.gradient(
              batch,
              report -> {
                assertThat(report.samples()).isEqualTo(batch.rows);
                assertThat(report.clippedSamples()).isEqualTo(count);
              });

      double tolerance = 1e-5 * Math.max(norm(expected), threshold / batch.rows);
      for (int i = 0; i < expected.length; i++) {
        assertThat(Math.abs(gradient[i] - expected[i]))
            .as("seed %d, element %d", seed, i)
            .isLessThanOrEqualTo(tolerance);
      }
    }
  }

  @Test
  void perSampleNorm_limitedToTheCritic_clipsEachSampleByItsGradientThere() {
    Batch batch = Batch.random(new SplittableRandom(8), 40);
    MlpSettings network = settings(Activation.TANH, 9, 5);
    double threshold = 0.5;
    Model plain = new Model(network);
    float[] expected = plain.gradient(batch).clone();
    int critic = plain.parameters.layout().block("critic/dense0/weight").offset();
    Arrays.fill(expected, critic, expected.length, 0);
    for (int row = 0; row < batch.rows; row++) {
      float[] own = plain.gradient(batch.of(row));
      double norm = norm(Arrays.copyOfRange(own, critic, own.length));
      for (int i = critic; i < own.length; i++) {
        expected[i] += (float) (own[i] * Math.min(1, threshold / norm) / batch.rows);
      }
    }

    float[] gradient =
        new Model(network, new PerSampleNorm(Schedule.constant(threshold), List.of("critic")))
            .gradient(batch);

    assertThat(Arrays.copyOf(gradient, critic)).isEqualTo(Arrays.copyOf(expected, critic));
    assertThat(gradient).containsExactly(expected, offset(1e-5f));
  }

  private static double norm(float[] values) {
    double[] wide = new double[values.length];
    for (int i = 0; i < wide.length; i++) {
      wide[i] = values[i];
    }
    return norm(wide);
  }

  private static double norm(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value * value;
    }
    return Math.sqrt(sum);
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "few", "half", "all"})
  void perSampleNorm_likeOptax_agreesWithPyTorchsGradients(String share) {
    Goldens goldens = new Goldens(SampleRulesTest.class, "per_sample_goldens.txt");
    double threshold = goldens.get(share + "/threshold")[0];
    Model model = new Model(settings(Activation.TANH, 7, 6), new PerSampleNorm(threshold));
    float[] values = goldens.get("parameters");
    System.arraycopy(values, 0, model.parameters.values(), 0, values.length);
    model.parameters.changed();

    float[] gradient =
        model.gradient(
            new Batch(9, goldens.get("inputs"), goldens.get("by-logits"), goldens.get("by-values")),
            report -> {
              assertThat(report.clippedSamples())
                  .isEqualTo((long) goldens.get(share + "/count")[0]);
              assertThat(report.ruleNorm(0)).isCloseTo(mean(goldens.get("norms")), offset(1e-5));
            });

    goldens.check(share + "/gradient", gradient, 1e-5, 1e-6);
  }

  private static double mean(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += value;
    }
    return sum / values.length;
  }

  @ParameterizedTest
  @CsvSource({"1, 8", "64, 64", "100, 33", "256, 64", "64, 256"})
  void perSampleNorm_nothingClipped_isTheOrdinaryGradientBitForBit(int rows, int width) {
    for (Activation activation : Activation.values()) {
      Batch batch = Batch.random(new SplittableRandom(rows), rows);
      MlpSettings network = settings(activation, width, width);
      Model model = new Model(network, new PerSampleNorm(1e9));
      float[] ordinary = new Model(network).gradient(batch);
      for (int times = 0; times < 2; times++) {
        assertThat(model.gradient(batch)).as("%s", activation).isEqualTo(ordinary);
      }
    }
  }

  @Test
  void perSampleNorm_gradientBeyondFloats_isClippedInsteadOfInfinite() {
    MlpSettings linear = settings(Activation.IDENTITY);
    Batch batch =
        new Batch(1, new float[] {1e25f, 0, 0, 0}, new float[] {1e25f, 0, 0}, new float[1]);
    assertThat(new Model(linear).gradient(batch)[0]).isInfinite();
    assertThat(new Model(linear, new PerSampleNorm(2)).gradient(batch)[0])
        .isCloseTo(2, offset(1e-6f));
  }

  @Test
  void perSampleNorm_sampleThatIsNotFinite_isSkippedByTheStage() {
    Model model = new Model(settings(Activation.RELU, 8), new PerSampleNorm(0.1));
    float[] before = model.parameters.values().clone();
    Batch batch = Batch.random(new SplittableRandom(1), 16);
    batch.byValues[3] = Float.NaN;

    float[] gradient = model.gradient(batch, report -> assertThat(report.applied()).isFalse());
    int critic = model.parameters.layout().block("critic/output/bias").offset();
    assertThat(gradient[critic]).isNaN();
    assertThat(gradient[model.parameters.layout().block("actor/output/bias").offset()]).isFinite();
    assertThat(model.parameters.values()).isEqualTo(before);
  }

  @Test
  void medianOfMeans_blocksOfSamples_isTheMedianOfTheirOwnGradients() {
    SplittableRandom random = new SplittableRandom(3);
    MlpSettings network = settings(Activation.TANH, 16);
    Batch batch = Batch.random(random, 50);
    int blocks = 7;
    Model plain = new Model(network);
    double[][] means = new double[blocks][plain.parameters.layout().size()];
    for (int row = 0; row < 50; row++) {
      int block = 0;
      while ((block + 1) * 50 / blocks <= row) {
        block++;
      }
      int size = (block + 1) * 50 / blocks - block * 50 / blocks;
      float[] own = plain.gradient(batch.of(row));
      for (int i = 0; i < own.length; i++) {
        means[block][i] += (double) own[i] / size;
      }
    }
    double[] expected = weiszfeld(means);

    float[] gradient =
        new Model(network, new MedianOfMeans(blocks, 1_000, false, List.of())).gradient(batch);

    double tolerance = 1e-4 * norm(expected);
    for (int i = 0; i < expected.length; i++) {
      assertThat(Math.abs(gradient[i] - expected[i])).as("element %d", i).isLessThan(tolerance);
    }
  }

  private static double[] weiszfeld(double[][] points) {
    double[] median = new double[points[0].length];
    for (int iteration = 0; iteration < 2_000; iteration++) {
      double[] next = new double[median.length];
      double sum = 0;
      for (double[] point : points) {
        double[] difference = new double[median.length];
        for (int i = 0; i < median.length; i++) {
          difference[i] = point[i] - median[i];
        }
        double weight = 1 / norm(difference);
        sum += weight;
        for (int i = 0; i < median.length; i++) {
          next[i] += weight * point[i];
        }
      }
      for (int i = 0; i < median.length; i++) {
        median[i] = next[i] / sum;
      }
    }
    return median;
  }

  @Test
  void backward_inSteadyState_allocatesNothing() {
    for (ClippingRule rule :
        List.of(new GlobalNorm(1), new PerSampleNorm(0.5), new MedianOfMeans(8))) {
      Model model = new Model(settings(Activation.RELU, 64, 64), rule);
      Batch batch = Batch.random(new SplittableRandom(5), 64);
      float[][] outputGradients = {batch.byLogits, batch.byValues};
      double bytes =
          Allocations.bytesPerCall(
              200,
              update -> {
                model.actor.forward(batch.inputs, batch.rows);
                model.critic.forward(batch.inputs, batch.rows);
                model.path.update(batch.rows, outputGradients, 0, UpdateListener.NONE);
              });
      assertThat(bytes).as("bytes per update with %s", rule).isLessThan(1);
    }
  }

  @Test
  void path_networksThatCannotTellRowsApart_refuseTheRule() {
    Sequential actorLayers = layers("actor", INPUTS, settings(Activation.RELU, 8), ACTIONS);
    Sequential criticLayers = Sequential.of(new Lstm("critic/lstm", INPUTS, 2));
    ParameterLayout.Builder layout = ParameterLayout.builder();
    actorLayers.declare(layout);
    criticLayers.declare(layout);
    Parameters parameters = new Parameters(layout.build());
    Network actor = new Network(parameters, actorLayers);
    Network recurrent = new Network(parameters, criticLayers);
    ClippingSettings clipping = ClippingSettings.of(new PerSampleNorm(1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new UpdatePath(parameters, clipping, Sgd.DEFAULTS, actor, recurrent))
        .withMessage(
            "A clipping rule on samples needs layers that tell their rows' gradients apart, but"
                + " 'critic/lstm' does not.");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new UpdatePath(
                    new UpdatePathSettings("critic", clipping, Sgd.DEFAULTS),
                    parameters,
                    List.of("critic"),
                    recurrent))
        .withMessage(
            "Update path 'critic': A clipping rule on samples needs layers that tell their rows'"
                + " gradients apart, but 'critic/lstm' does not.");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new UpdatePath(parameters, clipping, Sgd.DEFAULTS))
        .withMessageContaining("the agent names none");
    new UpdatePath(parameters, ClippingSettings.DEFAULTS, Sgd.DEFAULTS, actor, recurrent);
  }

  @ParameterizedTest
  @ValueSource(strings = {"actor", "critic"})
  void update_onAPartOfTheArray_formsWhatTheSameGroupAloneWouldGet(String group) {
    for (ClippingRule rule : List.of(new PerSampleNorm(0.5), new MedianOfMeans(4))) {
      Model model = new Model(settings(Activation.TANH, 8));
      boolean ofActor = group.equals("actor");
      Network part = ofActor ? model.actor : model.critic;
      UpdatePath path =
          new UpdatePath(
              new UpdatePathSettings(group, ClippingSettings.of(rule), STILL),
              model.parameters,
              List.of(group),
              part);
      Parameters alone = Parameters.of(part.layers());
      System.arraycopy(
          model.parameters.values(),
          path.layout().offset(),
          alone.values(),
          0,
          path.layout().size());
      Network network = new Network(alone, part.layers());
      UpdatePath only = new UpdatePath(alone, ClippingSettings.of(rule), STILL, network);
      Batch batch = Batch.random(new SplittableRandom(3), 16);
      float[] byOutputs = ofActor ? batch.byLogits : batch.byValues;
      Arrays.fill(model.parameters.gradient(), 7);

      part.forward(batch.inputs, batch.rows);
      path.update(batch.rows, new float[][] {byOutputs.clone()}, 0, UpdateListener.NONE);
      network.forward(batch.inputs, batch.rows);
      only.update(batch.rows, new float[][] {byOutputs.clone()}, 0, UpdateListener.NONE);

      float[] gradient = model.parameters.gradient();
      int from = path.layout().offset();
      int to = from + path.layout().size();
      assertThat(Arrays.copyOfRange(gradient, from, to)).as("%s", rule).isEqualTo(alone.gradient());
      assertThat(alone.gradient()).isNotEqualTo(new float[to - from]);
      for (int i = 0; i < gradient.length; i++) {
        assertThat((i >= from && i < to) || gradient[i] == 7).as("element %s", i).isTrue();
      }
    }
  }

  private static Sequential layers(String prefix, int in, MlpSettings settings, int out) {
    return settings.network(prefix, List.of(in), out, 1);
  }

  private static Network mlp(
      Parameters parameters, String prefix, int in, MlpSettings settings, int out) {
    return new Network(parameters, layers(prefix, in, settings, out));
  }
}
