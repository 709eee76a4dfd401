package io.rein4j.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rein4j.clip.ParameterLayout.Block;
import io.rein4j.nn.model.Activation;
import io.rein4j.random.Pcg64;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class DormantUnitsTest {

  private static final int ROWS = 32;

  private final DormantUnits units = new DormantUnits();

  @Test
  void share_ofActivationsAroundTheThreshold_isOfThoseAtOrBelowIt() {
    // Mean activations 0.0625, 2, 3 and 4.9375 of a mean of 2.5: τ · 2.5 = 0.0625.
    units.add(new float[] {0.0625f, -2, 3, 4.9375f, -0.0625f, 2, -3, 4.9375f}, 2, 4);

    assertThat(units.share()).isEqualTo(0.25);

    units.clear();
    units.add(new float[] {0.0627f, 2, 3, 4.9373f}, 1, 4);

    assertThat(units.share()).isZero();
  }

  @Test
  void share_withoutUnits_isUndefined() {
    assertThat(units.share()).isNaN();
  }

  @Test
  void countDormant_deadLayer_isAllOfIt() {
    Network network =
        Network.of(
            new Sequential(
                List.of(
                    dense("first", 3, 6, Activation.TANH),
                    dense("dead", 6, 10, Activation.RELU),
                    dense("output", 10, 2, Activation.IDENTITY))));
    network.initialize(new Pcg64(1));
    network.forward(inputs(), ROWS);
    network.countDormant(units);

    assertThat(units.share()).isZero();

    Block bias = network.parameters().layout().block("dead/bias");
    Arrays.fill(network.parameters().values(), bias.offset(), bias.end(), -100);
    network.parameters().changed();
    units.clear();
    network.forward(inputs(), ROWS);
    network.countDormant(units);

    assertThat(units.share()).isEqualTo(10 / 16.0);
  }

  @Test
  void countDormant_layersSideBySideAndNormalised_countsUnitsBehindActivations() {
    Network network =
        Network.of(
            new Sequential(
                List.of(
                    dense("sums", 3, 4, Activation.IDENTITY),
                    new LayerNorm("norm", 4, Activation.RELU),
                    new Parallel(
                        "heads",
                        List.of(
                            dense("dead", 4, 3, Activation.RELU),
                            dense("linear", 4, 2, Activation.IDENTITY))))));
    network.initialize(new Pcg64(1));
    Block bias = network.parameters().layout().block("dead/bias");
    Arrays.fill(network.parameters().values(), bias.offset(), bias.end(), -100);
    network.parameters().changed();
    network.forward(inputs(), ROWS);
    network.countDormant(units);

    assertThat(units.share()).isEqualTo(3 / 7.0);
  }

  @Test
  void countDormant_withoutAForwardPass_isRefused() {
    Network network = Network.of(new Sequential(List.of(dense("first", 3, 6, Activation.RELU))));

    assertThatThrownBy(() -> network.countDormant(units))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("needs a forward pass");
  }

  private static Dense dense(String name, int inputs, int outputs, Activation activation) {
    return new Dense(
        name, inputs, outputs, activation, Initialization.ORTHOGONAL, Math.sqrt(2), null);
  }

  private static float[] inputs() {
    Pcg64 random = new Pcg64(2);
    float[] inputs = new float[ROWS * 3];
    for (int i = 0; i < inputs.length; i++) {
      inputs[i] = (float) random.standardNormal();
    }
    return inputs;
  }
}
