package io.rein4j.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.rein4j.clip.ParameterLayout.Block;
import io.rein4j.nn.model.Activation;
import io.rein4j.nn.model.Image;
import io.rein4j.nn.model.Padding;
import io.rein4j.nn.model.Window;
import io.rein4j.random.Pcg64;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every layer that does not mix its rows must hold. */
class RowGradientsTest {

  private static final int ROWS = 9;
  private static final int INPUTS = 5;
  private static final MlpSettings HIDDEN =
      new MlpSettings(List.of(7, 6), Activation.TANH, Initialization.XAVIER_UNIFORM);
  private static final MlpSettings NORMALIZED =
      MlpSettings.builder()
          .hidden(List.of(new DenseSettings(7), new DenseSettings(6, Activation.SILU, false, null)))
          .activation(Activation.TANH)
          .layerNorm(true)
          .initialization(Initialization.XAVIER_UNIFORM)
          .build();
  private static final MlpSettings LINEAR =
      new MlpSettings(List.of(), Activation.TANH, Initialization.XAVIER_UNIFORM);

  /** Layers in a row. */
  private record Kind(String name, Sequential layers) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Kind> kinds() {
    return Stream.of(
        mlp("mlp", HIDDEN),
        mlp("normalised mlp", NORMALIZED),
        new Kind("noisy mlp", mlp("", NORMALIZED).layers.withNoise(0.5)),
        forked("forked", HIDDEN),
        forked("normalised forked", NORMALIZED),
        new Kind("normalised dueling", dueling()),
        new Kind("noisy dueling", dueling().withNoise(0.5)),
        forked("forked without a trunk", LINEAR),
        new Kind("mlp with dropout", withDropout()),
        new Kind("one-hot integers", oneHot()),
        new Kind("convolutions", convolutions()),
        new Kind(
            "learned vector", Sequential.of(new LearnedVector("actor/gaussian/log-std", 3, 0))),
        new Kind(
            "state-dependent log std",
            Sequential.of(new StateDependentLogStd("actor/gaussian/log-std", INPUTS, 2, 0))),
        new Kind(
            "exploration noise",
            Sequential.of(new ExplorationNoise("actor/sde/log-std", INPUTS, 2, 0))),
        new Kind(
            "exploration noise behind layers",
            Sequential.of(
                HIDDEN.network("actor", List.of(INPUTS), 3, 1),
                new ExplorationNoise("actor/sde/log-std", 3, 2, -1))));
  }

  private static Kind mlp(String name, MlpSettings settings) {
    return new Kind(name, settings.network("critic", List.of(INPUTS), 2, 1));
  }

  private static Kind forked(String name, MlpSettings settings) {
    HiddenStack hidden = settings.hiddenStack().orElseThrow();
    List<Layer> layers = hidden.trunk("shared", List.of(INPUTS));
    int width = hidden.features(List.of(INPUTS));
    layers.add(
        new Parallel(
            "heads",
            List.of(hidden.output("actor", width, 3, 1), hidden.output("critic", width, 1, 1))));
    return new Kind(name, new Sequential(layers));
  }

  private static Sequential dueling() {
    HiddenStack hidden = NORMALIZED.hiddenStack().orElseThrow();
    List<Layer> layers = hidden.trunk("shared", List.of(INPUTS));
    layers.add(
        new Parallel(
            "streams",
            List.of(
                hidden.head("value", 6, NORMALIZED.hidden(), 2),
                hidden.head("advantage", 6, NORMALIZED.hidden(), 6))));
    layers.add(new DuelingSum(3, 2));
    return new Sequential(layers);
  }

  /** One dropout alone: of several, rows that pass one by one draw in another order. */
  private static Sequential withDropout() {
    List<DenseSettings> hidden =
        List.of(new DenseSettings(7), new DenseSettings(6, Activation.SILU, true, 0.4));
    return MlpSettings.builder()
        .hidden(hidden)
        .activation(Activation.TANH)
        .initialization(Initialization.XAVIER_UNIFORM)
        .build()
        .network("critic", List.of(INPUTS), 2, 1);
  }

  private static Sequential oneHot() {
    OneHot integers = new OneHot(List.of(3, 1, 4), List.of(-1, 5, 0));
    return Sequential.of(integers, HIDDEN.network("critic", List.of(integers.outputs()), 2, 1));
  }

  /**
   * Padded and not, with a scale, a maximum, a residual block, and more images than fit at once.
   */
  private static Sequential convolutions() {
    Sequential layers =
        LayerListSettings.builder(
                new ConvSettings(3, 3, 2, Padding.SAME),
                new MaxPoolSettings(2, null, Padding.NONE),
                new ConvSettings(4, 2, 1, Padding.NONE))
            .activation(Activation.TANH)
            .initialization(Initialization.XAVIER_UNIFORM)
            .inputScale(3)
            .build()
            .network("critic", List.of(2, 64, 50), 2, 1);
    Convolution within =
        new Convolution(
            "critic/residual",
            new Image(1, 64, 50, 2),
            new Window(5, 1, Padding.SAME),
            2,
            Activation.SILU,
            Initialization.XAVIER_UNIFORM,
            1,
            1);
    Image stacked = new Image(2, 64, 50, 1);
    Convolution before =
        new Convolution(
            "critic/before",
            stacked,
            new Window(1, 1, Padding.NONE),
            2,
            Activation.IDENTITY,
            Initialization.XAVIER_UNIFORM,
            1,
            1);
    Sequential block =
        Sequential.of(new Activated("activation", before.image(), Activation.ELU), within);
    Sequential behind =
        LayerListSettings.builder(new ConvSettings(3, 9, 7, Padding.NONE))
            .activation(Activation.TANH)
            .initialization(Initialization.XAVIER_UNIFORM)
            .build()
            .network("critic/behind", List.of(64, 50, 2), 2, 1);
    assertThat(layers.inputs()).isEqualTo(before.inputs());
    return Sequential.of(
        new Parallel(
            "branches",
            List.of(
                new Sequential(
                    List.of(before, new Residual("block", before.image(), block), behind)),
                layers)));
  }

  /** A network with random parameters, inputs and gradient by its outputs. */
  private static final class Model {
    final SplittableRandom random = new SplittableRandom(3);
    final Parameters parameters;
    final Network network;
    final float[] inputs;
    final float[] byOutputs;

    Model(Kind kind) {
      network = Network.of(kind.layers);
      parameters = network.parameters();
      fill(parameters.values());
      parameters.changed();
      network.drawNoise(new Pcg64(7));
      inputs = inputs(kind.layers.layers().get(0));
      byOutputs = fill(new float[ROWS * network.outputSize()]);
    }

    private float[] inputs(Layer first) {
      float[] values = fill(new float[ROWS * first.inputs()]);
      if (first instanceof OneHot integers) {
        for (int i = 0; i < values.length; i++) {
          int integer = i % first.inputs();
          values[i] =
              integers.starts().get(integer) + random.nextInt(integers.counts().get(integer));
        }
      }
      return values;
    }

    private float[] fill(float[] values) {
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) random.nextGaussian();
      }
      return values;
    }

    /** The gradient of each row alone, with the dropout that it has among all. */
    float[][] gradients() {
      float[][] gradients = new float[ROWS][];
      network.drawFrom(new Pcg64(11));
      for (int row = 0; row < ROWS; row++) {
        network.forward(row(inputs, network.inputSize(), row), 1);
        network.backward(row(byOutputs, network.outputSize(), row));
        gradients[row] = parameters.gradient().clone();
      }
      return gradients;
    }

    /** Passes all rows at once. */
    void forward() {
      network.drawFrom(new Pcg64(11));
      network.forward(inputs, ROWS);
    }

    private static float[] row(float[] values, int width, int row) {
      float[] one = new float[width];
      System.arraycopy(values, row * width, one, 0, width);
      return one;
    }
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void addSquaredNorms_anyGroup_areThoseOfTheRowsAlone(Kind kind) {
    Model model = new Model(kind);
    float[][] gradients = model.gradients();
    for (String group : model.parameters.layout().groups()) {
      double[] expected = new double[ROWS];
      for (int row = 0; row < ROWS; row++) {
        float[] gradient = gradients[row];
        for (Block block : model.parameters.layout().blocks()) {
          for (int i = block.offset(); block.group().equals(group) && i < block.end(); i++) {
            expected[row] += (double) gradient[i] * gradient[i];
          }
        }
      }
      model.forward();
      model.network.backwardRows(model.byOutputs.clone());
      double[] squaredNorms = new double[ROWS];

      model.network.addSquaredNorms(squaredNorms, List.of(group));

      for (int row = 0; row < ROWS; row++) {
        assertThat(squaredNorms[row] / expected[row]).as(group).isBetween(1 - 1e-4, 1 + 1e-4);
      }
      double[] none = new double[ROWS];
      model.network.addSquaredNorms(none, List.of("nobody"));
      assertThat(none).containsOnly(0);
    }
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void gradientOfRows_weighedRows_isTheirWeighedSum(Kind kind) {
    Model model = new Model(kind);
    float[][] gradients = model.gradients();
    double[] weights = new double[ROWS];
    double[] expected = new double[model.parameters.layout().size()];
    for (int row = 0; row < ROWS; row++) {
      weights[row] = row % 3 == 0 ? 1 : model.random.nextDouble();
      float[] gradient = gradients[row];
      for (int i = 0; i < expected.length && row >= 2 && row < 7; i++) {
        expected[i] += weights[row] * gradient[i];
      }
    }
    model.forward();
    model.network.backwardRows(model.byOutputs.clone());
    model.network.weighRows(weights, List.of());

    model.network.gradientOfRows(2, 7);

    for (int i = 0; i < expected.length; i++) {
      assertThat(Math.abs(model.parameters.gradient()[i] - expected[i]))
          .isLessThan(1e-5 * (1 + Math.abs(expected[i])));
    }
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void gradientOfRows_allRows_isTheOrdinaryGradientBitForBit(Kind kind) {
    Model model = new Model(kind);
    model.forward();
    model.network.backward(model.byOutputs.clone());
    float[] ordinary = model.parameters.gradient().clone();
    model.forward();
    model.network.predict(Model.row(model.inputs, model.network.inputSize(), 3), 1);
    model.network.backwardRows(model.byOutputs.clone());

    model.network.gradientOfRows(0, ROWS);

    assertThat(model.parameters.gradient()).isEqualTo(ordinary);
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void backward_withoutForwardOrRows_isRefused(Kind kind) {
    Model model = new Model(kind);
    assertThatIllegalStateException()
        .isThrownBy(() -> model.network.backward(model.byOutputs))
        .withMessageContaining("needs a forward pass before it");
    model.forward();
    assertThatIllegalStateException()
        .isThrownBy(() -> model.network.gradientOfRows(0, ROWS))
        .withMessageContaining("after forward and backwardRows only");
    model.network.backwardRows(model.byOutputs);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> model.network.gradientOfRows(0, ROWS + 1))
        .withMessageContaining("rows from 0 to before 10, but there are 9");
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void backwardToInputs_isThatOfTheBackwardPass_andWritesNoGradient(Kind kind) {
    if (kind.layers.layers().get(0) instanceof OneHot || kind.layers.inputs() == 0) {
      return;
    }
    Model model = new Model(kind);
    float[] expected = new float[model.inputs.length];
    float[] actual = new float[expected.length];
    model.forward();
    model.network.backward(model.byOutputs.clone(), expected);
    float[] gradient = model.parameters.gradient().clone();
    model.forward();

    model.network.backwardToInputs(
        model.fill(new float[model.byOutputs.length]), new float[expected.length]);
    model.forward();
    model.network.backwardToInputs(model.byOutputs.clone(), actual);

    assertThat(actual).isEqualTo(expected);
    assertThat(model.parameters.gradient()).isEqualTo(gradient);
  }
}
