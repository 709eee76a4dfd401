package io.rein4j.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rein4j.clip.ParameterLayout;
import io.rein4j.env.contract.Allocations;
import io.rein4j.nn.model.Activation;
import io.rein4j.optim.Adam;
import io.rein4j.optim.Optimizer;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The golden values are written by {@code torch_goldens.py} beside them. */
class NetworkTest {

  private static final Goldens GOLDENS = new Goldens(NetworkTest.class, "torch_goldens.txt");

  @ParameterizedTest
  @EnumSource
  void forwardAndBackward_everyActivation_agreeWithPyTorch(Activation activation) {
    Parameters parameters = parameters("q", 3, settings(activation, 7, 6), 2);
    Network network = mlp(parameters, "q", 3, settings(activation, 7, 6), 2);
    float[] values = GOLDENS.get(activation + "/parameters");
    System.arraycopy(values, 0, parameters.values(), 0, values.length);
    parameters.changed();
    float[] inputs = GOLDENS.get(activation + "/inputs");

    GOLDENS.check(activation + "/outputs", network.predict(inputs, 5), 1e-5, 1e-6);
    GOLDENS.check(activation + "/outputs", network.forward(inputs, 5), 1e-5, 1e-6);
    float[] inputGradient = new float[inputs.length];
    network.backward(GOLDENS.get(activation + "/by-outputs"), inputGradient);
    GOLDENS.check(activation + "/gradient", parameters.gradient(), 1e-5, 2e-6);
    GOLDENS.check(activation + "/by-inputs", inputGradient, 1e-5, 2e-6);
  }

  @ParameterizedTest
  @CsvSource({
    "RELU, 1", "TANH, 1", "ELU, 1", "SILU, 1", "IDENTITY, 1",
    "RELU, 9", "TANH, 9", "ELU, 9", "SILU, 9", "IDENTITY, 9"
  })
  void backward_randomNetworks_agreesWithFiniteDifferences(Activation activation, int rows) {
    for (long seed = 0; seed < 5; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      int inputs = 1 + random.nextInt(6);
      int outputs = 1 + random.nextInt(4);
      MlpSettings settings = settings(activation, 1 + random.nextInt(9), 1 + random.nextInt(9));
      Parameters parameters = parameters("q", inputs, settings, outputs);
      Network network = mlp(parameters, "q", inputs, settings, outputs);
      fill(random, parameters.values());
      parameters.changed();
      float[] x = fill(random, new float[rows * inputs]);
      float[] weights = fill(random, new float[rows * outputs]);
      ReferenceMlp reference = new ReferenceMlp(settings, inputs, outputs, parameters.values());

      float[] y = Arrays.copyOf(network.forward(x, rows), rows * outputs);
      Goldens.checkClose("seed " + seed, y, reference.outputs(x, rows), 1e-5, 1e-5);
      float[] inputGradient = new float[rows * inputs];
      network.backward(weights.clone(), inputGradient);
      Goldens.checkClose(
          "seed " + seed, parameters.gradient(), reference.gradient(x, rows, weights), 1e-4, 1e-4);
      Goldens.checkClose(
          "seed " + seed, inputGradient, reference.inputGradient(x, rows, weights), 1e-4, 1e-4);
    }
  }

  @ParameterizedTest
  @CsvSource({"64, 1", "64, 8", "64, 64", "64, 256", "256, 1", "256, 16", "256, 64", "100, 33"})
  void forwardAndBackward_sizesOfTraining_agreeWithDoublePrecision(int width, int rows) {
    SplittableRandom random = new SplittableRandom(width * 1000L + rows);
    MlpSettings settings = settings(Activation.TANH, width, width);
    Parameters parameters = parameters("q", 4, settings, 2);
    Network network = mlp(parameters, "q", 4, settings, 2);
    network.initialize(random);
    float[] x = fill(random, new float[rows * 4]);
    float[] weights = fill(random, new float[rows * 2]);
    ReferenceMlp reference = new ReferenceMlp(settings, 4, 2, parameters.values());

    Goldens.checkClose("predict", network.predict(x, rows), reference.outputs(x, rows), 0, 1e-5);
    Goldens.checkClose("forward", network.forward(x, rows), reference.outputs(x, rows), 0, 1e-5);
    network.backward(weights.clone());
    Goldens.checkClose(
        "gradient",
        parameters.gradient(),
        reference.exactGradient(x, rows, weights),
        1e-5,
        1e-6 * rows);
  }

  @ParameterizedTest
  @EnumSource
  void computing_afterOtherBatches_givesTheSameBits(Activation activation) {
    MlpSettings settings = settings(activation, 33, 64);
    Parameters parameters = parameters("q", 5, settings, 3);
    mlp(parameters, "q", 5, settings, 3).initialize(new SplittableRandom(1));
    for (int rows = 1; rows <= 139; rows += 23) {
      Network fresh = mlp(parameters, "q", 5, settings, 3);
      Network used = mlp(parameters, "q", 5, settings, 3);
      SplittableRandom random = new SplittableRandom(rows);
      float[] large = fill(random, new float[5 * 200]);
      used.predict(large, 1);
      used.forward(large, 1);
      used.predict(large, 200);
      used.forward(large, 200);
      used.backward(fill(random, new float[3 * 200]));
      float[] x = fill(random, new float[5 * rows]);
      float[] weights = fill(random, new float[3 * rows]);

      float[] expected = Arrays.copyOf(fresh.forward(x, rows), 3 * rows);
      fresh.backward(weights.clone());
      float[] gradient = parameters.gradient().clone();
      assertThat(Arrays.copyOf(used.forward(x, rows), 3 * rows)).isEqualTo(expected);
      used.backward(weights.clone());
      assertThat(parameters.gradient()).as("%d rows", rows).isEqualTo(gradient);
      assertThat(Arrays.copyOf(used.predict(x, rows), 3 * rows))
          .isEqualTo(Arrays.copyOf(fresh.predict(x, rows), 3 * rows));
    }
  }

  @Test
  void predict_betweenForwardAndBackward_changesNothing() {
    MlpSettings settings = settings(Activation.TANH, 8);
    Parameters parameters = parameters("q", 2, settings, 2);
    Network network = mlp(parameters, "q", 2, settings, 2);
    network.initialize(new SplittableRandom(1));
    float[] x = {1, 2, 3, 4};
    float[] outputs = network.forward(x, 2);
    float[] kept = outputs.clone();
    network.backward(new float[] {1, 2, 3, 4});
    float[] gradient = parameters.gradient().clone();

    network.forward(x, 2);
    network.predict(new float[] {-7, 8, 9, 9, 9, 9}, 3);
    assertThat(outputs).isEqualTo(kept);
    network.backward(new float[] {1, 2, 3, 4});
    assertThat(parameters.gradient()).isEqualTo(gradient);
  }

  @Test
  void networks_onSharedParameters_writeTheirOwnBlocks() {
    MlpSettings settings = settings(Activation.RELU, 4);
    ParameterLayout.Builder builder = ParameterLayout.builder();
    layers("actor", 3, settings, 2).declare(builder);
    layers("critic", 3, settings, 1).declare(builder);
    ParameterLayout layout = builder.build();
    assertThat(layout.blocks())
        .extracting(ParameterLayout.Block::name)
        .containsExactly(
            "actor/dense0/weight",
            "actor/dense0/bias",
            "actor/output/weight",
            "actor/output/bias",
            "critic/dense0/weight",
            "critic/dense0/bias",
            "critic/output/weight",
            "critic/output/bias");
    Parameters parameters = new Parameters(layout);
    Network critic = mlp(parameters, "critic", 3, settings, 1);
    Arrays.fill(parameters.values(), 0.5f);
    parameters.changed();
    Arrays.fill(parameters.gradient(), 9);

    critic.forward(new float[] {1, 2, 3}, 1);
    critic.backward(new float[] {1});
    int start = layout.block("critic/dense0/weight").offset();
    for (int i = 0; i < layout.size(); i++) {
      assertThat(parameters.gradient()[i] == 9).as("element %d", i).isEqualTo(i < start);
    }
  }

  @Test
  void predict_afterParametersChanged_usesTheNewOnes() {
    MlpSettings settings = settings(Activation.IDENTITY);
    Parameters parameters = parameters("q", 2, settings, 1);
    Network network = mlp(parameters, "q", 2, settings, 1);
    assertThat(network.predict(new float[] {1, 1}, 1)[0]).isZero();
    System.arraycopy(new float[] {2, 3, 4}, 0, parameters.values(), 0, 3);
    parameters.changed();
    assertThat(network.predict(new float[] {1, 10}, 1)[0]).isEqualTo(36);
  }

  /** 8 and 200 rows go back by the weights and by their transposes. */
  @ParameterizedTest
  @ValueSource(ints = {8, 200})
  void backward_afterParametersChanged_usesTheNewOnes(int rows) {
    MlpSettings settings = settings(Activation.TANH, 16, 16);
    Parameters parameters = parameters("q", 4, settings, 2);
    Network used = mlp(parameters, "q", 4, settings, 2);
    SplittableRandom random = new SplittableRandom(rows);
    float[] x = fill(random, new float[4 * rows]);
    float[] weights = fill(random, new float[2 * rows]);
    used.initialize(random);
    used.forward(x, rows);
    used.backward(weights.clone());
    fill(random, parameters.values());
    parameters.changed();

    used.forward(x, rows);
    used.backward(weights.clone());
    float[] gradient = parameters.gradient().clone();
    Network fresh = mlp(parameters, "q", 4, settings, 2);
    fresh.forward(x, rows);
    fresh.backward(weights.clone());
    assertThat(gradient).isEqualTo(parameters.gradient());
  }

  @Test
  void training_inSteadyState_allocatesNothing() {
    MlpSettings settings = settings(Activation.SILU, 64, 64);
    Parameters parameters = parameters("q", 4, settings, 2);
    Network network = mlp(parameters, "q", 4, settings, 2);
    network.initialize(new SplittableRandom(2));
    Optimizer optimizer = Adam.DEFAULTS.bind(parameters.layout());
    float[] x = fill(new SplittableRandom(2), new float[4 * 64]);
    float[] weights = new float[2 * 64];
    double bytes =
        Allocations.bytesPerCall(
            100,
            update -> {
              network.predict(x, 64);
              network.predict(x, 1);
              network.forward(x, 64);
              network.backward(weights);
              optimizer.step(parameters.values(), parameters.gradient(), 1e-3);
              parameters.changed();
            });
    assertThat(bytes).as("bytes per update").isLessThan(1);
  }

  @Test
  void nan_inOneRow_staysInThatRow() {
    for (Activation activation : Activation.values()) {
      MlpSettings settings = settings(activation, 16, 16);
      Parameters parameters = parameters("q", 2, settings, 2);
      Network network = mlp(parameters, "q", 2, settings, 2);
      network.initialize(new SplittableRandom(3));
      float[] y = network.predict(new float[] {1, 2, Float.NaN, 0, 3, 4}, 3);
      assertThat(y[0] + y[1] + y[4] + y[5]).as("%s", activation).isFinite();
      assertThat(y[2]).as("%s", activation).isNaN();
    }
  }

  @Test
  void calls_outOfOrderOrRange_fail() {
    MlpSettings settings = settings(Activation.RELU, 4);
    Parameters parameters = parameters("q", 3, settings, 2);
    Network network = mlp(parameters, "q", 3, settings, 2);
    assertThatThrownBy(() -> network.backward(new float[2]))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("forward pass");
    assertThatThrownBy(() -> network.predict(new float[5], 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1 rows of 3 floats, but are 2");
    assertThatThrownBy(() -> network.forward(new float[5], 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> mlp(parameters, "q", 4, settings, 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[3, 4]");
  }

  @Test
  void rows_askedForOutOfOrderOrRange_fail() {
    MlpSettings settings = settings(Activation.RELU, 4);
    Parameters parameters = parameters("q", 3, settings, 2);
    Network network = mlp(parameters, "q", 3, settings, 2);
    assertThatThrownBy(() -> network.backwardRows(new float[4]))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("forward pass");
    network.forward(new float[6], 2);
    assertThatThrownBy(() -> network.addSquaredNorms(new double[2], List.of()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("after forward and backwardRows only");
    network.backwardRows(new float[4]);
    network.gradientOfRows(1, 2);
    assertThatThrownBy(() -> network.backward(new float[4]))
        .isInstanceOf(IllegalStateException.class);
    for (int[] range : new int[][] {{-1, 1}, {1, 1}, {1, 3}}) {
      assertThatThrownBy(() -> network.gradientOfRows(range[0], range[1]))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("but there are 2");
    }
    network.forward(new float[6], 2);
    assertThatThrownBy(() -> network.weighRows(new double[2], List.of()))
        .isInstanceOf(IllegalStateException.class);
  }

  private static MlpSettings settings(Activation activation, Integer... hidden) {
    return new MlpSettings(List.of(hidden), activation, Initialization.ORTHOGONAL);
  }

  private static Parameters parameters(String prefix, int in, MlpSettings settings, int out) {
    ParameterLayout.Builder builder = ParameterLayout.builder();
    layers(prefix, in, settings, out).declare(builder);
    return new Parameters(builder.build());
  }

  private static float[] fill(SplittableRandom random, float[] values) {
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextDouble(-1, 1);
    }
    return values;
  }

  private static Sequential layers(String prefix, int in, MlpSettings settings, int out) {
    return settings.network(prefix, List.of(in), out, 1);
  }

  private static Network mlp(
      Parameters parameters, String prefix, int in, MlpSettings settings, int out) {
    return new Network(parameters, layers(prefix, in, settings, out));
  }
}
