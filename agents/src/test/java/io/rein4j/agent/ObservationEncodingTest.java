package io.rein4j.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rein4j.env.Box;
import io.rein4j.env.Discrete;
import io.rein4j.env.MultiBinary;
import io.rein4j.env.MultiDiscrete;
import io.rein4j.env.Space;
import io.rein4j.nn.ConvSettings;
import io.rein4j.nn.HiddenLayerSettings;
import io.rein4j.nn.Initialization;
import io.rein4j.nn.LayerListSettings;
import io.rein4j.nn.LayerListSettingsBuilder;
import io.rein4j.nn.MaxPoolSettings;
import io.rein4j.nn.MlpSettings;
import io.rein4j.nn.Network;
import io.rein4j.nn.Sequential;
import io.rein4j.nn.model.Activation;
import io.rein4j.nn.model.Padding;
import io.rein4j.random.Pcg64;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ObservationEncodingTest {

  private static final MlpSettings HIDDEN =
      new MlpSettings(List.of(6), Activation.TANH, Initialization.ORTHOGONAL);

  private static float[] encode(Space space, float... observations) {
    ObservationEncoding encoding = ObservationEncoding.of(space);
    int rows = observations.length / space.size();
    float[] inputs = new float[rows * encoding.size()];
    Arrays.fill(inputs, 7);
    encoding.encode(observations, rows, inputs);
    return inputs;
  }

  @Test
  void encode_discrete_isOneHot() {
    assertThat(encode(new Discrete(3), 2, 0)).containsExactly(0, 0, 1, 1, 0, 0);
    assertThat(encode(new Discrete(3, -1), -1, 1)).containsExactly(1, 0, 0, 0, 0, 1);
  }

  @Test
  void encode_multiDiscrete_isOneHotForEachInteger() {
    assertThat(encode(new MultiDiscrete(new int[] {3, 2}, new int[] {1, -1}), 3, -1))
        .containsExactly(0, 0, 1, 1, 0);
    assertThat(encode(new MultiDiscrete(3, 2), 1, 1, 2, 0))
        .containsExactly(0, 1, 0, 0, 1, 0, 0, 1, 1, 0);
  }

  @Test
  void encode_box_isTheObservation() {
    Box space = Box.of(-1, 1, 2);
    assertThat(encode(space, 0.25f, -1)).containsExactly(0.25f, -1);
    Sequential network = network(2);
    assertThat(ObservationEncoding.of(space).before(network)).isEqualTo(network);
  }

  @Test
  void encode_multiBinary_isItsBits() {
    MultiBinary space = new MultiBinary(2, 2);
    assertThat(encode(space, 1, 0, 0, 1)).containsExactly(1, 0, 0, 1);
    assertThat(ObservationEncoding.of(space).inputShape()).containsExactly(2, 2);
  }

  @Test
  void encode_valueThatIsNotInTheSpace_isRefused() {
    assertThatThrownBy(() -> encode(new MultiDiscrete(3, 2), 1, 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("An input should be an integer from 0 to 1, but is 2.0.");
    assertThatThrownBy(() -> encode(new Discrete(3), 0.5f))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void before_networkOfAnotherSize_isRefused() {
    assertThatThrownBy(() -> ObservationEncoding.of(new Discrete(3)).before(network(4)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Observations of Discrete(3) become 3 inputs, but the network takes 4.");
  }

  private static Sequential network(int inputs) {
    return HIDDEN.network("q", List.of(inputs), 2, 1);
  }

  @Test
  void before_network_computesAndLearnsAsOnEncodedObservations() {
    Space space = new MultiDiscrete(4, 3);
    ObservationEncoding encoding = ObservationEncoding.of(space);
    Network direct = Network.of(network(encoding.size()));
    Network network = Network.of(encoding.before(network(encoding.size())));
    direct.initialize(new Pcg64(3));
    network.initialize(new Pcg64(3));
    Pcg64 random = new Pcg64(4);
    for (int rows : new int[] {1, 5, 3}) {
      float[] observations = new float[rows * 2];
      for (int row = 0; row < rows; row++) {
        space.sample(random, observations, row * 2);
      }
      float[] inputs = encode(space, observations);
      assertThat(network.predict(observations, rows))
          .startsWith(Arrays.copyOf(direct.predict(inputs, rows), rows * 2));

      network.forward(observations, rows);
      direct.forward(inputs, rows);
      // What is predicted in between leaves the pass alone.
      network.predict(new float[] {3, 2}, 1);
      float[] outputGradient = new float[rows * 2];
      Arrays.fill(outputGradient, 0.5f);
      network.backward(outputGradient.clone());
      direct.backward(outputGradient.clone());
      assertThat(network.parameters().gradient()).containsExactly(direct.parameters().gradient());
    }
    assertThat(network.inputSize()).isEqualTo(2);
    assertThat(network.outputSize()).isEqualTo(2);
  }

  /** A maximum before the first convolution changes nothing. */
  @Test
  void before_bytesThatNobodyScales_areRefused() {
    Box bytes = Box.of(0, 255, 12, 12, 3);
    HiddenLayerSettings pool = new MaxPoolSettings(2, null, Padding.NONE);
    HiddenLayerSettings conv = new ConvSettings(4, 3, 1, Padding.NONE);
    for (LayerListSettingsBuilder layers :
        List.of(LayerListSettings.builder(conv), LayerListSettings.builder(pool, conv))) {
      assertThatThrownBy(() -> before(bytes, layers.build()))
          .hasMessageContaining("hold bytes, from 0 to 255, which convolutions do not learn from");
      assertThat(before(bytes, layers.inputScale(255).build()).inputs()).isEqualTo(12 * 12 * 3);
    }
  }

  private static Sequential before(Box space, LayerListSettings network) {
    ObservationEncoding encoding = ObservationEncoding.of(space);
    return encoding.before(network.network("q", encoding.inputShape(), 2, 1));
  }
}
