package io.rein4j.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rein4j.clip.ParameterLayout;
import io.rein4j.clip.ParameterLayout.Block;
import io.rein4j.random.Pcg64;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class NoisyNetworkTest {

  private static final int INPUTS = 3;
  private static final int OUTPUTS = 2;

  private final MlpSettings settings =
      new MlpSettings(List.of(4), Activation.TANH, Initialization.KAIMING_UNIFORM);
  private final Parameters weights = weights();
  private final Parameters parameters = new Parameters(NoisyNetwork.layout(weights.layout()));
  private final Mlp within = new Mlp(weights, "q", INPUTS, settings, OUTPUTS);
  private final NoisyNetwork network = new NoisyNetwork(parameters, weights, within);

  private Parameters weights() {
    ParameterLayout.Builder layout = ParameterLayout.builder();
    Mlp.declare(layout, "q", INPUTS, settings, OUTPUTS);
    return new Parameters(layout.build());
  }

  private void initialize(double sigma) {
    within.initialize(new Pcg64(1), 1, 1);
    network.initialize(sigma);
  }

  private float[] values(Parameters of, String name) {
    Block block = of.layout().block(name);
    return Arrays.copyOfRange(of.values(), block.offset(), block.end());
  }

  private float[] gradient(String name) {
    Block block = parameters.layout().block(name);
    return Arrays.copyOfRange(parameters.gradient(), block.offset(), block.end());
  }

  /** Normal numbers 1, −4, 9, −16, …: their f is 1, −2, 3, −4, … */
  private static RandomGenerator signedSquares() {
    return new RandomGenerator() {
      private int drawn;

      @Override
      public long nextLong() {
        throw new UnsupportedOperationException();
      }

      @Override
      public double nextGaussian() {
        drawn++;
        return drawn % 2 == 1 ? drawn * drawn : -drawn * drawn;
      }
    };
  }

  @Test
  void layout_ofAnMlp_hasDeviationsBehindTheMeansInTheirGroups() {
    assertThat(parameters.layout().blocks().stream().map(Block::name).toList())
        .containsExactly(
            "q/dense0/weight",
            "q/dense0/weight-sigma",
            "q/dense0/bias",
            "q/dense0/bias-sigma",
            "q/output/weight",
            "q/output/weight-sigma",
            "q/output/bias",
            "q/output/bias-sigma");
    assertThat(parameters.layout().groups()).containsExactly("q");
    assertThat(parameters.layout().block("q/dense0/weight-sigma").layer()).isEqualTo("q/dense0");
  }

  @Test
  void draw_normalisedLayer_leavesGainAndBiasWithoutNoiseAndTheyLearn() {
    MlpSettings normalised =
        new MlpSettings(
            null,
            settings.hidden(),
            Activation.TANH,
            true,
            0,
            Initialization.KAIMING_UNIFORM,
            null);
    ParameterLayout.Builder layout = ParameterLayout.builder();
    Mlp.declare(layout, "q", INPUTS, normalised, OUTPUTS);
    Parameters inner = new Parameters(layout.build());
    Parameters outer = new Parameters(NoisyNetwork.layout(inner.layout()));
    Mlp mlp = new Mlp(inner, "q", INPUTS, normalised, OUTPUTS);
    NoisyNetwork noisy = new NoisyNetwork(outer, inner, mlp);
    mlp.initialize(new Pcg64(1), 1, 1);
    noisy.initialize(0.5);
    assertThat(outer.layout().blocks().stream().map(Block::name))
        .contains("q/norm0/weight", "q/norm0/bias", "q/dense0/weight-sigma")
        .doesNotContain("q/norm0/weight-sigma", "q/norm0/bias-sigma");
    assertThat(values(outer, "q/norm0/weight")).containsOnly(1);
    int bias = outer.layout().block("q/norm0/bias").offset();
    outer.values()[bias] = 3;
    outer.changed();

    noisy.draw(new Pcg64(5));
    noisy.forward(new float[] {1, 2, 3}, 1);
    noisy.backward(new float[] {1, -1});

    assertThat(values(inner, "q/norm0/bias")).containsExactly(3, 0, 0, 0);
    Block within = inner.layout().block("q/norm0/bias");
    assertThat(Arrays.copyOfRange(outer.gradient(), bias, bias + 4))
        .isEqualTo(Arrays.copyOfRange(inner.gradient(), within.offset(), within.end()))
        .isNotEqualTo(new float[4]);
    outer.values()[bias] = 4;
    outer.changed();
    noisy.holdStill();
    assertThat(values(inner, "q/norm0/bias")).containsExactly(4, 0, 0, 0);
  }

  @Test
  void initialize_sigma_isDividedByTheRootOfTheInputs() {
    initialize(0.5);

    assertThat(values(parameters, "q/dense0/weight")).isEqualTo(values(weights, "q/dense0/weight"));
    for (String name : List.of("q/dense0/weight-sigma", "q/dense0/bias-sigma")) {
      for (float sigma : values(parameters, name)) {
        assertThat(sigma).isEqualTo((float) (0.5 / Math.sqrt(INPUTS)));
      }
    }
    assertThat(values(parameters, "q/output/bias-sigma")[0]).isEqualTo(0.25f);
  }

  /**
   * The first layer's inputs get 1, −2, 3, its outputs −4, 5, −6, 7; the last layer's outputs 12.
   */
  @Test
  void draw_knownNumbers_isMeanPlusDeviationTimesFactorisedNoise() {
    initialize(0.5);

    network.draw(signedSquares());

    float[] ofInputs = {1, -2, 3};
    float[] ofOutputs = {-4, 5, -6, 7};
    float sigma = (float) (0.5 / Math.sqrt(INPUTS));
    float[] means = values(parameters, "q/dense0/weight");
    float[] drawn = values(weights, "q/dense0/weight");
    for (int i = 0; i < INPUTS; i++) {
      for (int j = 0; j < 4; j++) {
        assertThat(drawn[i * 4 + j])
            .isCloseTo(means[i * 4 + j] + sigma * ofInputs[i] * ofOutputs[j], within(1e-5f));
      }
    }
    float[] bias = values(parameters, "q/dense0/bias");
    for (int j = 0; j < 4; j++) {
      assertThat(values(weights, "q/dense0/bias")[j])
          .isCloseTo(bias[j] + sigma * ofOutputs[j], within(1e-5f));
    }
  }

  @Test
  void backward_afterADraw_isTheGradientByMeansAndDeviations() {
    initialize(0.5);
    float[] inputs = {1, 2, 3, -1, 0, 0.5f};
    float[] weighing = {1, -2, 0.5f, 3};
    network.draw(new Pcg64(5));
    network.forward(inputs, 2);

    network.backward(weighing.clone());

    for (Block block : parameters.layout().blocks()) {
      float[] gradient = gradient(block.name());
      for (int i = 0; i < block.length(); i++) {
        double slope =
            (weighed(inputs, weighing, block.offset() + i, 1e-2f)
                    - weighed(inputs, weighing, block.offset() + i, -1e-2f))
                / 2e-2;
        assertThat((double) gradient[i])
            .as("%s[%d]", block.name(), i)
            .isCloseTo(slope, within(5e-3));
      }
    }
  }

  /** The sum of weighed outputs with one parameter shifted, under the same noise. */
  private double weighed(float[] inputs, float[] weighing, int index, float shift) {
    float before = parameters.values()[index];
    parameters.values()[index] = before + shift;
    network.draw(new Pcg64(5));
    float[] outputs = network.predict(inputs, 2);
    double sum = 0;
    for (int i = 0; i < weighing.length; i++) {
      sum += weighing[i] * (double) outputs[i];
    }
    parameters.values()[index] = before;
    return sum;
  }

  @Test
  void holdStill_afterADrawOrAChange_computesWithTheMeans() {
    initialize(0.5);
    float[] inputs = {1, 2, 3};
    float[] expected = Arrays.copyOf(network.predict(inputs, 1), OUTPUTS);

    network.draw(new Pcg64(5));
    assertThat(Arrays.copyOf(network.predict(inputs, 1), OUTPUTS)).isNotEqualTo(expected);
    network.holdStill();
    assertThat(Arrays.copyOf(network.predict(inputs, 1), OUTPUTS)).isEqualTo(expected);

    parameters.values()[parameters.layout().block("q/output/bias").offset()] += 1;
    parameters.changed();
    network.holdStill();
    assertThat(network.predict(inputs, 1)[0]).isCloseTo(expected[0] + 1, within(1e-6f));
  }
}
