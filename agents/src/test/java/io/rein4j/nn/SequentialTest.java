package io.rein4j.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.rein4j.math.PackedSequences;
import io.rein4j.nn.model.Activation;
import io.rein4j.random.Pcg64;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Layers in a row and side by side, in orders that no agent of ours puts them in. */
class SequentialTest {

  private static final int[] LENGTHS = {4, 4, 2, 1};

  private static Dense dense(String name, int inputs, int outputs) {
    return new Dense(
        name, inputs, outputs, Activation.TANH, Initialization.KAIMING_UNIFORM, 1, null);
  }

  static Stream<Sequential> recurrent() {
    return Stream.of(
        Sequential.of(dense("q/dense0", 3, 4), new Lstm("q/lstm", 4, 3), dense("q/output", 3, 2)),
        Sequential.of(
            new Lstm("q/lstm0", 3, 4),
            new LayerNorm("q/norm", 4, Activation.SILU),
            new Lstm("q/lstm1", 4, 2)),
        Sequential.of(
            dense("q/dense0", 3, 4),
            new Parallel(
                "heads",
                List.of(
                    new Lstm("actor/lstm", 4, 2),
                    Sequential.of(dense("critic/dense0", 4, 3), new Lstm("critic/lstm", 3, 1)),
                    dense("other/output", 4, 1)))));
  }

  private static PackedSequences sequences() {
    PackedSequences sequences = new PackedSequences();
    sequences.pack(LENGTHS, LENGTHS.length, 0);
    sequences.start(sequences.row(1, 2));
    return sequences;
  }

  private static float[] gaussian(Pcg64 random, int n) {
    float[] values = new float[n];
    for (int i = 0; i < n; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  @ParameterizedTest
  @MethodSource("recurrent")
  void backward_recurrentLayersAnywhere_isTheSlopeOfTheOutputs(Sequential layers) {
    Pcg64 random = new Pcg64(7);
    Network network = Network.of(layers);
    network.initialize(random);
    PackedSequences sequences = sequences();
    int rows = sequences.rows();
    float[] inputs = gaussian(random, rows * network.inputSize());
    float[] states = gaussian(random, LENGTHS.length * network.stateSize());
    float[] weights = gaussian(random, rows * network.outputSize());
    float[] byInputs = new float[inputs.length];

    network.forward(inputs, sequences, states);
    network.backward(weights.clone(), byInputs);

    float[] gradient = network.parameters().gradient().clone();
    float[] values = network.parameters().values();
    for (int i = 0; i < values.length; i++) {
      double slope = slope(network, values, i, inputs, sequences, states, weights);
      assertThat((double) gradient[i]).as("parameter %d", i).isCloseTo(slope, near(slope));
    }
    for (int i = 0; i < inputs.length; i++) {
      double slope = slope(network, inputs, i, inputs, sequences, states, weights);
      assertThat((double) byInputs[i]).as("input %d", i).isCloseTo(slope, near(slope));
    }
  }

  private static Offset<Double> near(double slope) {
    return within(2e-4 + 5e-3 * Math.abs(slope));
  }

  private static double slope(
      Network network,
      float[] changed,
      int at,
      float[] inputs,
      PackedSequences sequences,
      float[] states,
      float[] weights) {
    float before = changed[at];
    double[] sums = new double[2];
    for (int side = 0; side < 2; side++) {
      changed[at] = before + (side == 0 ? 5e-3f : -5e-3f);
      network.parameters().changed();
      float[] outputs = network.forward(inputs, sequences, states);
      for (int i = 0; i < weights.length; i++) {
        sums[side] += weights[i] * (double) outputs[i];
      }
    }
    changed[at] = before;
    network.parameters().changed();
    return (sums[0] - sums[1]) / 1e-2;
  }

  @ParameterizedTest
  @MethodSource("recurrent")
  void step_repeated_agreesWithForward(Sequential layers) {
    Pcg64 random = new Pcg64(8);
    Network network = Network.of(layers);
    network.initialize(random);
    PackedSequences sequences = new PackedSequences();
    sequences.pack(new int[] {3, 3}, 2, 0);
    int in = network.inputSize();
    int out = network.outputSize();
    float[] inputs = gaussian(random, 6 * in);
    float[] states = gaussian(random, 2 * network.stateSize());
    float[] expected = Arrays.copyOf(network.forward(inputs, sequences, states), 6 * out);

    float[] before = states.clone();
    for (int step = 0; step < 3; step++) {
      float[] rows = Arrays.copyOfRange(inputs, 2 * step * in, 2 * (step + 1) * in);
      float[] found = network.step(rows, 2, states);
      for (int i = 0; i < 2 * out; i++) {
        assertThat(found[i]).isCloseTo(expected[2 * step * out + i], within(1e-6f));
      }
    }
    for (int i = 0; i < states.length; i++) {
      assertThat(states[i]).as("state %d", i).isNotEqualTo(before[i]);
    }
  }

  @Test
  void new_layersThatDoNotFit_areRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Sequential.of(dense("q/dense0", 3, 4), dense("q/output", 5, 2)))
        .withMessage("Layer 2 of a row takes 5 inputs, but the one before it has 4 outputs.");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Sequential(List.of()))
        .withMessage("Layers in a row are at least one, but there are none.");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new Parallel("heads", List.of(dense("actor", 3, 4), dense("critic", 2, 1))))
        .withMessage(
            "Layers side by side take the same inputs, but one of 'heads' takes 3 and another 2.");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Parallel("heads", List.of()))
        .withMessage("Layers side by side are at least one, but there are none.");
  }

  @Test
  void rowMixer_lstmAnywhere_isNamed() {
    assertThat(recurrent().map(layers -> layers.rowMixer().orElseThrow()))
        .containsExactly("q/lstm", "q/lstm0", "actor/lstm");
    assertThat(Sequential.of(dense("q/dense0", 3, 4)).rowMixer()).isEmpty();
  }
}
