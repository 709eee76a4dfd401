package io.rein4j.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rein4j.clip.ParameterLayout.Block;
import io.rein4j.nn.model.Activation;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DuelingSumTest {

  private static final int INPUTS = 3;
  private static final int ACTIONS = 4;

  /** Widths of the shared layers and of the streams', outputs an action. */
  private record Shape(List<Integer> trunk, List<Integer> streams, int perAction) {

    Sequential layers() {
      List<Layer> layers = stack().trunk("shared", List.of(INPUTS));
      int width = stack().features(List.of(INPUTS));
      DuelingSum sum = new DuelingSum(ACTIONS, perAction);
      List<DenseSettings> hidden = DenseSettings.ofWidths(streams);
      layers.add(
          new Parallel(
              "streams",
              List.of(
                  stack().head("value", width, hidden, perAction),
                  stack().head("advantage", width, hidden, sum.outputs()))));
      layers.add(sum);
      return new Sequential(layers);
    }

    private HiddenStack stack() {
      return settings(trunk).hiddenStack().orElseThrow();
    }

    Parameters parameters() {
      return Parameters.of(layers());
    }

    Network network(Parameters parameters) {
      return new Network(parameters, layers());
    }

    private static MlpSettings settings(List<Integer> hidden) {
      return new MlpSettings(hidden, Activation.TANH, Initialization.ORTHOGONAL);
    }
  }

  static Stream<Shape> shapes() {
    return Stream.of(
        new Shape(List.of(5), List.of(6), 1),
        new Shape(List.of(5, 7), List.of(), 1),
        new Shape(List.of(), List.of(6), 3),
        new Shape(List.of(5), List.of(6), 3));
  }

  private static float[] random(SplittableRandom random, int n) {
    float[] array = new float[n];
    for (int i = 0; i < n; i++) {
      array[i] = (float) random.nextGaussian();
    }
    return array;
  }

  private static Network initialized(Shape shape, Parameters parameters) {
    Network network = shape.network(parameters);
    network.initialize(new SplittableRandom(3));
    return network;
  }

  @Test
  void layout_groups_areSharedValueAndAdvantage() {
    Parameters parameters = new Shape(List.of(5), List.of(6), 1).parameters();

    assertThat(parameters.layout().groups()).containsExactly("shared", "value", "advantage");
    assertThat(parameters.layout().blocks().stream().map(Block::name).toList())
        .containsExactly(
            "shared/dense0/weight",
            "shared/dense0/bias",
            "value/dense0/weight",
            "value/dense0/bias",
            "value/output/weight",
            "value/output/bias",
            "advantage/dense0/weight",
            "advantage/dense0/bias",
            "advantage/output/weight",
            "advantage/output/bias");
  }

  /** The mean over the actions is the value alone. */
  @ParameterizedTest
  @MethodSource("shapes")
  void predict_advantageMovedByAConstant_staysAsItIs(Shape shape) {
    Parameters parameters = shape.parameters();
    Network network = initialized(shape, parameters);
    float[] inputs = random(new SplittableRandom(1), 2 * INPUTS);
    int n = 2 * network.outputSize();
    float[] before = Arrays.copyOf(network.predict(inputs, 2), n);

    Block bias = parameters.layout().block("advantage/output/bias");
    for (int i = bias.offset(); i < bias.end(); i++) {
      parameters.values()[i] += 5;
    }
    parameters.changed();

    Goldens.checkClose("outputs", network.predict(inputs, 2), before, 1e-5, 1e-5);
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void backward_randomBatch_isTheSlopeOfTheOutputs(Shape shape) {
    Parameters parameters = shape.parameters();
    Network network = initialized(shape, parameters);
    SplittableRandom random = new SplittableRandom(2);
    float[] inputs = random(random, 5 * INPUTS);
    float[] weighing = random(random, 5 * network.outputSize());
    network.forward(inputs, 5);

    network.backward(weighing.clone());

    for (int i = 0; i < parameters.values().length; i++) {
      double slope =
          (weighed(parameters, network, inputs, weighing, i, 1e-2f)
                  - weighed(parameters, network, inputs, weighing, i, -1e-2f))
              / 2e-2;
      assertThat((double) parameters.gradient()[i]).isCloseTo(slope, within(1e-2));
    }
  }

  private static double weighed(
      Parameters parameters,
      Network network,
      float[] inputs,
      float[] weighing,
      int index,
      float shift) {
    float before = parameters.values()[index];
    parameters.values()[index] = before + shift;
    parameters.changed();
    float[] outputs = network.predict(inputs, 5);
    double sum = 0;
    for (int i = 0; i < weighing.length; i++) {
      sum += weighing[i] * (double) outputs[i];
    }
    parameters.values()[index] = before;
    parameters.changed();
    return sum;
  }

  /** What rules on samples build on: rows' norms, and rows weighed, against rows one by one. */
  @ParameterizedTest
  @MethodSource("shapes")
  void backwardRows_normsAndWeighedRows_areThoseOfRowsOneByOne(Shape shape) {
    Parameters parameters = shape.parameters();
    Network network = initialized(shape, parameters);
    SplittableRandom random = new SplittableRandom(2);
    int rows = 6;
    float[] inputs = random(random, rows * INPUTS);
    float[] gradient = random(random, rows * network.outputSize());
    List<String> streams = List.of("value", "advantage");
    double[] norms = new double[rows];
    double[] streamNorms = new double[rows];
    double[] weights = new double[rows];
    double[] expected = new double[parameters.gradient().length];
    for (int row = 0; row < rows; row++) {
      int size = network.outputSize();
      network.forward(Arrays.copyOfRange(inputs, row * INPUTS, (row + 1) * INPUTS), 1);
      network.backward(Arrays.copyOfRange(gradient, row * size, (row + 1) * size));
      weights[row] = random.nextDouble();
      for (Block block : parameters.layout().blocks()) {
        boolean inStream = streams.contains(block.group());
        for (int i = block.offset(); i < block.end(); i++) {
          double value = parameters.gradient()[i];
          norms[row] += value * value;
          streamNorms[row] += inStream ? value * value : 0;
          expected[i] += inStream ? weights[row] * value : value;
        }
      }
    }
    double[] found = new double[rows];
    double[] foundOfStreams = new double[rows];

    network.forward(inputs, rows);
    network.backwardRows(gradient.clone());
    network.addSquaredNorms(found, List.of());
    network.addSquaredNorms(foundOfStreams, streams);
    network.weighRows(weights, streams);
    network.gradientOfRows(0, rows);

    for (int row = 0; row < rows; row++) {
      assertThat(found[row]).isCloseTo(norms[row], within(1e-4 * norms[row]));
      assertThat(foundOfStreams[row]).isCloseTo(streamNorms[row], within(1e-4 * norms[row]));
    }
    for (int i = 0; i < expected.length; i++) {
      assertThat((double) parameters.gradient()[i]).isCloseTo(expected[i], within(1e-4));
    }
  }
}
