package io.rein4j.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import io.rein4j.clip.ParameterLayout;
import io.rein4j.clip.ParameterLayout.Block;
import io.rein4j.env.contract.Allocations;
import io.rein4j.nn.model.Activation;
import io.rein4j.random.Pcg64;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Hidden layers that differ, are normalised, or leave out outputs. The golden values are written by
 * {@code torch_goldens.py} beside them.
 */
class HiddenLayersTest {

  private static final Goldens GOLDENS = new Goldens(HiddenLayersTest.class, "torch_goldens.txt");

  /** Two normalised layers, and three of which each is of another kind. */
  private static MlpSettings golden(String name) {
    return switch (name) {
      case "NORM" -> MlpSettings.builder(7, 6).activation(Activation.SILU).layerNorm(true).build();
      case "MIXED" ->
          MlpSettings.builder()
              .hidden(
                  List.of(
                      new DenseSettings(7, Activation.TANH, true, 0.4),
                      new DenseSettings(6),
                      new DenseSettings(5, Activation.ELU, true, 0.0)))
              .dropout(0.25)
              .build();
      default -> throw new AssertionError(name);
    };
  }

  private static Parameters parameters(MlpSettings settings) {
    ParameterLayout.Builder layout = ParameterLayout.builder();
    layers("q", 3, settings, 2).declare(layout);
    return new Parameters(layout.build());
  }

  /** Numbers that leave out what a mask has 0 for, whatever the rate. */
  private static RandomGenerator masking(float[] mask) {
    return new RandomGenerator() {
      private int drawn;

      @Override
      public long nextLong() {
        throw new UnsupportedOperationException();
      }

      @Override
      public double nextDouble() {
        return mask[drawn++] == 0 ? 0 : Math.nextDown(1.0);
      }
    };
  }

  @ParameterizedTest
  @ValueSource(strings = {"NORM", "MIXED"})
  void forwardAndBackward_normAndDropoutWithAGivenMask_agreeWithPyTorch(String name) {
    MlpSettings settings = golden(name);
    Parameters parameters = parameters(settings);
    Network network = mlp(parameters, "q", 3, settings, 2);
    float[] values = GOLDENS.get(name + "/parameters");
    assertThat(parameters.values()).hasSameSizeAs(values);
    System.arraycopy(values, 0, parameters.values(), 0, values.length);
    parameters.changed();
    network.drawFrom(masking(GOLDENS.get(name + "/mask")));
    float[] inputs = GOLDENS.get(name + "/inputs");

    GOLDENS.check(name + "/outputs", network.forward(inputs, 5), 1e-5, 2e-6);
    GOLDENS.check(name + "/predictions", network.predict(inputs, 5), 1e-5, 2e-6);
    float[] inputGradient = new float[inputs.length];
    network.backward(GOLDENS.get(name + "/by-outputs"), inputGradient);
    GOLDENS.check(name + "/gradient", parameters.gradient(), 1e-5, 5e-6);
    GOLDENS.check(name + "/by-inputs", inputGradient, 1e-5, 5e-6);
  }

  @Test
  void backward_randomLayers_agreesWithFiniteDifferences() {
    for (long seed = 0; seed < 40; seed++) {
      Pcg64 random = new Pcg64(seed);
      int rows = 1 + (int) random.integers(8);
      MlpSettings settings =
          MlpSettings.builder()
              .hidden(List.of(layer(random), layer(random), layer(random)))
              .activation(Activation.TANH)
              .layerNorm(seed % 2 == 0)
              .build();
      Parameters parameters = parameters(settings);
      Network network = mlp(parameters, "q", 3, settings, 2);
      float[] values = gaussian(random, parameters.values().length);
      System.arraycopy(values, 0, parameters.values(), 0, values.length);
      parameters.changed();
      float[] inputs = gaussian(random, rows * 3);
      float[] weights = gaussian(random, rows * 2);
      ReferenceMlp reference = new ReferenceMlp(settings, 3, 2, values);

      float[] outputs = Arrays.copyOf(network.forward(inputs, rows), rows * 2);
      Goldens.checkClose("seed " + seed, outputs, reference.outputs(inputs, rows), 1e-4, 1e-4);
      float[] byInputs = new float[rows * 3];
      network.backward(weights.clone(), byInputs);
      Goldens.checkClose(
          "seed " + seed,
          parameters.gradient(),
          reference.gradient(inputs, rows, weights),
          1e-3,
          1e-3);
      Goldens.checkClose(
          "seed " + seed, byInputs, reference.inputGradient(inputs, rows, weights), 1e-3, 1e-3);
    }
  }

  /** A layer wide enough for its variance not to vanish. */
  private static DenseSettings layer(Pcg64 random) {
    Activation[] activations = Activation.values();
    return new DenseSettings(
        6 + (int) random.integers(6),
        activations[(int) random.integers(activations.length)],
        random.integers(3) == 0 ? null : random.integers(2) == 0,
        null);
  }

  private static float[] gaussian(Pcg64 random, int n) {
    float[] values = new float[n];
    for (int i = 0; i < n; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  @Test
  void forward_normalisedRowsOfAnySize_haveMeanZeroAndVarianceOne() {
    MlpSettings settings =
        MlpSettings.builder(50)
            .activation(Activation.IDENTITY)
            .layerNorm(true)
            .initialization(Initialization.XAVIER_UNIFORM)
            .build();
    Parameters parameters = parameters(settings);
    Network network = mlp(parameters, "q", 3, settings, 2);
    network.initialize(new Pcg64(1));
    for (float scale : new float[] {1, 0x1p14f, 0x1p60f, 0x1p100f}) {
      network.predict(new float[] {scale, -2 * scale, 3 * scale}, 1);

      float[] latent = network.steppedFeatures();
      double sum = 0;
      double squares = 0;
      for (int i = 0; i < 50; i++) {
        sum += latent[i];
        squares += (double) latent[i] * latent[i];
      }
      assertThat(sum / 50).as("inputs of size %s", scale).isCloseTo(0, within(1e-5));
      assertThat(squares / 50).as("inputs of size %s", scale).isCloseTo(1, within(1e-4));
    }
  }

  @Test
  void layout_normalisedLayer_hasGainAndBiasBehindItsWeights() {
    assertThat(parameters(golden("MIXED")).layout().blocks().stream().map(Block::name).toList())
        .containsExactly(
            "q/dense0/weight",
            "q/dense0/bias",
            "q/norm0/weight",
            "q/norm0/bias",
            "q/dense1/weight",
            "q/dense1/bias",
            "q/dense2/weight",
            "q/dense2/bias",
            "q/norm2/weight",
            "q/norm2/bias",
            "q/output/weight",
            "q/output/bias");
    assertThat(parameters(golden("MIXED")).layout().groups()).containsExactly("q");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ORTHOGONAL", "KAIMING_UNIFORM", "XAVIER_UNIFORM"})
  void initialize_normalisedLayer_hasGainOneAndBiasZero(Initialization initialization) {
    MlpSettings settings =
        MlpSettings.builder(7).layerNorm(true).initialization(initialization).build();
    Parameters parameters = parameters(settings);
    Arrays.fill(parameters.values(), 9);

    mlp(parameters, "q", 3, settings, 2).initialize(new Pcg64(1));

    assertThat(values(parameters, "q/norm0/weight")).containsOnly(1);
    assertThat(values(parameters, "q/norm0/bias")).containsOnly(0);
  }

  /** As many numbers are drawn for weights as without, so that both networks begin with them. */
  @Test
  void initialize_normalisedLayer_drawsTheSameWeights() {
    MlpSettings plain = new MlpSettings(List.of(7), Activation.RELU, Initialization.ORTHOGONAL);
    MlpSettings normalised = plain.toBuilder().layerNorm(true).build();
    Parameters first = parameters(plain);
    Parameters second = parameters(normalised);

    mlp(first, "q", 3, plain, 2).initialize(new Pcg64(1));
    mlp(second, "q", 3, normalised, 2).initialize(new Pcg64(1));

    for (Block block : first.layout().blocks()) {
      assertThat(values(second, block.name())).isEqualTo(values(first, block.name()));
    }
  }

  private static float[] values(Parameters parameters, String name) {
    Block block = parameters.layout().block(name);
    return Arrays.copyOfRange(parameters.values(), block.offset(), block.end());
  }

  @Test
  void forward_dropout_leavesOutItsShareAndKeepsTheExpectation() {
    MlpSettings settings =
        MlpSettings.builder(1000)
            .activation(Activation.IDENTITY)
            .dropout(0.3)
            .initialization(Initialization.XAVIER_UNIFORM)
            .build();
    Parameters parameters = parameters(settings);
    Network network = mlp(parameters, "q", 3, settings, 2);
    Block bias = parameters.layout().block("q/dense0/bias");
    Arrays.fill(parameters.values(), bias.offset(), bias.end(), 7f);
    parameters.changed();
    network.drawFrom(new Pcg64(2));

    network.forward(new float[3 * 10], 10);

    int left = 0;
    for (int i = 0; i < 10_000; i++) {
      float value = network.features()[i];
      assertThat(value == 0 || Math.abs(value - 7 / 0.7f) < 1e-5f).isTrue();
      left += value == 0 ? 1 : 0;
    }
    // A binomial number, whose deviation is 46.
    assertThat(left).isBetween(2770, 3230);
  }

  @Test
  void forward_dropoutWithoutASource_isRefused() {
    MlpSettings settings = golden("MIXED");
    Network network = mlp(parameters(settings), "q", 3, settings, 2);

    assertThatIllegalStateException()
        .isThrownBy(() -> network.forward(new float[3], 1))
        .withMessage("A network with dropout needs a source of randomness to learn, but has none.");
    assertThat(network.predict(new float[3], 1)).isNotNull();
  }

  @Test
  void settings_outOfRange_areRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new DenseSettings(0))
        .withMessage("A hidden layer's 'units' must be ≥ 1, but is 0.");
    for (double rate : new double[] {-0.1, 1, Double.NaN}) {
      String sentence = "'dropout' must be in [0, 1), but is " + rate + ".";
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new DenseSettings(3, null, null, rate))
          .withMessage(sentence);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> MlpSettings.builder().dropout(rate).build())
          .withMessage(sentence);
    }
  }

  @Test
  void forwardAndBackward_inSteadyState_allocateNothing() {
    MlpSettings settings = golden("MIXED");
    Parameters parameters = parameters(settings);
    Network network = mlp(parameters, "q", 3, settings, 2);
    network.initialize(new Pcg64(1));
    network.drawFrom(new Pcg64(2));
    float[] inputs = gaussian(new Pcg64(3), 3 * 64);
    float[] byOutputs = new float[2 * 64];
    double bytes =
        Allocations.bytesPerCall(
            300,
            pass -> {
              network.predict(inputs, 64);
              network.forward(inputs, 64);
              network.backward(byOutputs);
            });
    assertThat(bytes).as("bytes per pass").isLessThan(1);
  }

  private static Sequential layers(String prefix, int in, MlpSettings settings, int out) {
    return settings.network(prefix, List.of(in), out, 1);
  }

  private static Network mlp(
      Parameters parameters, String prefix, int in, MlpSettings settings, int out) {
    return new Network(parameters, layers(prefix, in, settings, out));
  }
}
