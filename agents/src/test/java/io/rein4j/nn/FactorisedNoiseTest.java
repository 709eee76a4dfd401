package io.rein4j.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rein4j.clip.ParameterLayout.Block;
import io.rein4j.math.PackedSequences;
import io.rein4j.nn.model.Activation;
import io.rein4j.nn.model.LayerNormModel;
import io.rein4j.random.Pcg64;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class FactorisedNoiseTest {

  private static final int INPUTS = 3;
  private static final int OUTPUTS = 2;

  private final MlpSettings settings =
      new MlpSettings(List.of(4), Activation.TANH, Initialization.KAIMING_UNIFORM);
  private final Sequential layers = layers(settings, 0.5);
  private final Network network = Network.of(layers);
  private final Parameters parameters = network.parameters();

  private static Sequential layers(MlpSettings settings, double sigma) {
    return settings.network("q", List.of(INPUTS), OUTPUTS, 1).withNoise(sigma);
  }

  private static float[] values(Parameters of, String name) {
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
    MlpSettings normalised = settings.toBuilder().layerNorm(true).build();
    Network noisy = Network.of(layers(normalised, 0.5));
    Parameters outer = noisy.parameters();
    noisy.initialize(new Pcg64(1));
    assertThat(outer.layout().blocks().stream().map(Block::name))
        .contains("q/norm0/weight", "q/norm0/bias", "q/dense0/weight-sigma")
        .doesNotContain("q/norm0/weight-sigma", "q/norm0/bias-sigma");
    assertThat(values(outer, "q/norm0/weight")).containsOnly(1);
    int bias = outer.layout().block("q/norm0/bias").offset();
    outer.values()[bias] = 3;
    outer.changed();

    noisy.drawNoise(new Pcg64(5));
    noisy.forward(new float[] {1, 2, 3}, 1);
    noisy.backward(new float[] {1, -1});

    assertThat(Arrays.copyOfRange(outer.gradient(), bias, bias + 4)).isNotEqualTo(new float[4]);
    assertThat(noisy.describe().get(1)).isInstanceOf(LayerNormModel.class);
    assertThat(((LayerNormModel) noisy.describe().get(1)).biases()).containsExactly(3, 0, 0, 0);
  }

  @Test
  void initialize_sigma_isDividedByTheRootOfTheInputs() {
    network.initialize(new Pcg64(1));

    Network plain = Network.of(settings.network("q", List.of(INPUTS), OUTPUTS, 1));
    plain.initialize(new Pcg64(1));
    assertThat(values(parameters, "q/dense0/weight"))
        .isEqualTo(values(plain.parameters(), "q/dense0/weight"));
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
    network.initialize(new Pcg64(1));

    FactorisedNoise noise = new FactorisedNoise(parameters, "q/dense0/weight", "q/dense0/bias");
    noise.draw(signedSquares());
    noise.apply();

    float[] ofInputs = {1, -2, 3};
    float[] ofOutputs = {-4, 5, -6, 7};
    float sigma = (float) (0.5 / Math.sqrt(INPUTS));
    float[] means = values(parameters, "q/dense0/weight");
    float[] drawn = noise.weights();
    for (int i = 0; i < INPUTS; i++) {
      for (int j = 0; j < 4; j++) {
        assertThat(drawn[i * 4 + j])
            .isCloseTo(means[i * 4 + j] + sigma * ofInputs[i] * ofOutputs[j], within(1e-5f));
      }
    }
    float[] bias = values(parameters, "q/dense0/bias");
    for (int j = 0; j < 4; j++) {
      assertThat(noise.biases()[j]).isCloseTo(bias[j] + sigma * ofOutputs[j], within(1e-5f));
    }
  }

  @Test
  void backward_afterADraw_isTheGradientByMeansAndDeviations() {
    network.initialize(new Pcg64(1));
    float[] inputs = {1, 2, 3, -1, 0, 0.5f};
    float[] weighing = {1, -2, 0.5f, 3};
    network.drawNoise(new Pcg64(5));
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

  @Test
  void backward_behindAnLstm_isTheGradientByMeansAndDeviationsToo() {
    MlpSettings remembering =
        new MlpSettings(
            new LstmSettings(3, null), List.of(4), Activation.TANH, Initialization.ORTHOGONAL);
    Network recurrent = Network.of(layers(remembering, 0.5));
    Parameters own = recurrent.parameters();
    recurrent.initialize(new Pcg64(1));
    PackedSequences sequences = new PackedSequences();
    sequences.pack(new int[] {3, 2}, 2, 0);
    float[] inputs = {1, 2, 3, -1, 0, 0.5f, 0.2f, 1, -2, 0.3f, 0.1f, 1, 2, -1, 0.5f};
    float[] states = new float[2 * recurrent.stateSize()];
    float[] weighing = {1, -2, 0.5f, 3, -1, 0.2f, 0.7f, 1, 2, -0.5f};
    recurrent.drawNoise(new Pcg64(5));
    recurrent.forward(inputs, sequences, states);

    recurrent.backward(weighing.clone());

    float[] gradient = own.gradient().clone();
    for (int i = 0; i < gradient.length; i++) {
      double[] sums = new double[2];
      for (int side = 0; side < 2; side++) {
        float before = own.values()[i];
        own.values()[i] = before + (side == 0 ? 1e-2f : -1e-2f);
        own.changed();
        recurrent.drawNoise(new Pcg64(5));
        float[] outputs = recurrent.forward(inputs, sequences, states);
        for (int k = 0; k < weighing.length; k++) {
          sums[side] += weighing[k] * (double) outputs[k];
        }
        own.values()[i] = before;
      }
      assertThat((double) gradient[i])
          .as("element %d", i)
          .isCloseTo((sums[0] - sums[1]) / 2e-2, within(5e-3));
    }
    assertThat(own.layout().blocks().stream().map(Block::name))
        .contains("q/dense0/weight-sigma")
        .doesNotContain("q/lstm/bias-sigma");
  }

  @Test
  void predict_parametersChangedUnderTheSameNoise_computesWithTheNewOnes() {
    network.initialize(new Pcg64(1));
    float[] inputs = {1, 2, 3};
    network.drawNoise(new Pcg64(5));
    float before = network.predict(inputs, 1)[0];
    parameters.values()[parameters.layout().block("q/output/bias").offset()] += 1;
    parameters.changed();

    assertThat(network.predict(inputs, 1)[0]).isCloseTo(before + 1, within(1e-6f));
  }

  @Test
  void backward_withoutNoise_givesDeviationsNoGradient() {
    network.initialize(new Pcg64(1));
    network.drawNoise(new Pcg64(5));
    network.removeNoise();
    network.forward(new float[] {1, 2, 3}, 1);
    network.backward(new float[] {1, -1});

    for (Block block : parameters.layout().blocks()) {
      if (block.name().endsWith("-sigma")) {
        for (float derivative : gradient(block.name())) {
          assertThat(derivative).as(block.name()).isZero();
        }
      }
    }
  }

  /** The sum of weighed outputs with one parameter shifted, under the same noise. */
  private double weighed(float[] inputs, float[] weighing, int index, float shift) {
    float before = parameters.values()[index];
    parameters.values()[index] = before + shift;
    network.drawNoise(new Pcg64(5));
    float[] outputs = network.predict(inputs, 2);
    double sum = 0;
    for (int i = 0; i < weighing.length; i++) {
      sum += weighing[i] * (double) outputs[i];
    }
    parameters.values()[index] = before;
    return sum;
  }

  @Test
  void removeNoise_afterADrawOrAChange_computesWithTheMeans() {
    network.initialize(new Pcg64(1));
    float[] inputs = {1, 2, 3};
    float[] expected = Arrays.copyOf(network.predict(inputs, 1), OUTPUTS);

    network.drawNoise(new Pcg64(5));
    assertThat(Arrays.copyOf(network.predict(inputs, 1), OUTPUTS)).isNotEqualTo(expected);
    network.removeNoise();
    assertThat(Arrays.copyOf(network.predict(inputs, 1), OUTPUTS)).isEqualTo(expected);

    parameters.values()[parameters.layout().block("q/output/bias").offset()] += 1;
    parameters.changed();
    network.removeNoise();
    assertThat(network.predict(inputs, 1)[0]).isCloseTo(expected[0] + 1, within(1e-6f));
  }
}
