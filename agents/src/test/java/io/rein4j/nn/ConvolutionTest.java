package io.rein4j.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.rein4j.clip.ParameterLayout.Block;
import io.rein4j.nn.model.Activation;
import io.rein4j.nn.model.Image;
import io.rein4j.nn.model.LayerModel;
import io.rein4j.nn.model.Padding;
import io.rein4j.nn.model.Window;
import io.rein4j.random.Pcg64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConvolutionTest {

  private static final Goldens GOLDENS = new Goldens(ConvolutionTest.class, "conv_goldens.txt");

  /** Small enough that the largest value of a window stays the largest. */
  private static final float STEP = 1f / 512;

  /** A network of {@code conv_goldens.py}. */
  enum Golden {
    STACKED(4, 10, 12, 3, 2, true) {
      @Override
      LayerListSettings settings() {
        return LayerListSettings.builder(
                new ConvSettings(3, 4, 2, Padding.NONE),
                new ConvSettings(5, 3, 1, Padding.NONE),
                new FlattenSettings(),
                new DenseSettings(7))
            .activation(Activation.TANH)
            .inputScale(255)
            .build();
      }
    },
    COLOURS(11, 8, 3, 3, 2, true) {
      @Override
      LayerListSettings settings() {
        return LayerListSettings.builder(
                new ConvSettings(4, 4, 3, Padding.SAME),
                new MaxPoolSettings(2, null, Padding.NONE),
                new ConvSettings(3, 3, 1, Padding.SAME),
                new MaxPoolSettings(3, 2, Padding.SAME))
            .activation(Activation.TANH)
            .build();
      }
    },
    NATURE(4, 36, 44, 5, 6, false) {
      @Override
      LayerListSettings settings() {
        return LayerListSettings.builder(new NatureCnnSettings(512)).inputScale(255).build();
      }
    },
    IMPALA(13, 16, 3, 3, 4, false) {
      @Override
      LayerListSettings settings() {
        return LayerListSettings.builder(new ImpalaCnnSettings(256, 1)).inputScale(255).build();
      }
    };

    private final int first;
    private final int second;
    private final int third;
    final int rows;
    final int outputs;
    final boolean isWhole;

    Golden(int first, int second, int third, int rows, int outputs, boolean isWhole) {
      this.first = first;
      this.second = second;
      this.third = third;
      this.rows = rows;
      this.outputs = outputs;
      this.isWhole = isWhole;
    }

    abstract LayerListSettings settings();

    /** The shape of an observation. */
    List<Integer> shape() {
      return List.of(first, second, third);
    }

    Network network() {
      Network network = Network.of(settings().network("q", shape(), outputs, 1));
      float[] values = network.parameters().values();
      for (int i = 0; i < network.parameters().layout().size(); i++) {
        values[i] = number(i) / 2;
      }
      network.parameters().changed();
      return network;
    }

    float[] inputs(Network network) {
      float[] inputs = new float[rows * network.inputSize()];
      for (int i = 0; i < inputs.length; i++) {
        inputs[i] = settings().inputScale() == 1 ? number(i) : (float) (i * 7919L % 251);
      }
      return inputs;
    }

    float[] golden(String name) {
      return GOLDENS.get(name() + "/" + name);
    }
  }

  private static float number(int i) {
    return (i * 7919L % 1021) / 1024f - 0.5f;
  }

  private static float[] numbers(int n) {
    float[] numbers = new float[n];
    for (int i = 0; i < n; i++) {
      numbers[i] = number(i);
    }
    return numbers;
  }

  @ParameterizedTest
  @EnumSource
  void backward_goldenBatch_isPyTorchs(Golden golden) {
    Network network = golden.network();
    float[] inputs = golden.inputs(network);
    float[] byInputs = new float[inputs.length];

    float[] outputs = network.forward(inputs, golden.rows);

    Goldens.checkClose("outputs", outputs, golden.golden("outputs"), 1e-5, 1e-5);
    network.backward(numbers(golden.rows * golden.outputs), byInputs);
    float[] gradient = network.parameters().gradient();
    if (golden.isWhole) {
      Goldens.checkClose("gradient", gradient, golden.golden("gradient"), 1e-5, 1e-5);
      Goldens.checkClose("by inputs", byInputs, golden.golden("by-inputs"), 1e-5, 1e-5);
    } else {
      checkBlocks(golden, network, gradient);
    }
  }

  private static void checkBlocks(Golden golden, Network network, float[] gradient) {
    List<Block> blocks = network.parameters().layout().blocks();
    assertThat(golden.golden("norms")).hasSameSizeAs(blocks);
    for (int b = 0; b < blocks.size(); b++) {
      Block block = blocks.get(b);
      double squares = 0;
      double product = 0;
      for (int i = 0; i < block.length(); i++) {
        double element = gradient[block.offset() + i];
        squares += element * element;
        product += element * number(i);
      }
      double norm = golden.golden("norms")[b];
      assertThat(Math.sqrt(squares) / norm).as(block.name()).isBetween(1 - 1e-5, 1 + 1e-5);
      assertThat(Math.abs(product - golden.golden("products")[b]))
          .as(block.name())
          .isLessThan(1e-5 * norm * Math.max(1, Math.sqrt(block.length()) / 8));
    }
  }

  @ParameterizedTest
  @EnumSource
  void describe_anyNetwork_computesTheSame(Golden golden) {
    Network network = golden.network();
    float[] inputs = golden.inputs(network);

    float[] described = LayerModel.applyAll(network.describe(), inputs, golden.rows);

    Goldens.checkClose("outputs", network.predict(inputs, golden.rows), described, 1e-5, 1e-5);
  }

  @ParameterizedTest
  @EnumSource(
      value = Golden.class,
      names = {"STACKED", "COLOURS"})
  void backward_anyParameter_isTheDifferenceQuotient(Golden golden) {
    Network network = golden.network();
    float[] inputs = golden.inputs(network);
    float[] byOutputs = numbers(golden.rows * golden.outputs);
    network.forward(inputs, golden.rows);
    network.backward(byOutputs.clone());
    float[] values = network.parameters().values();
    float[] gradient = network.parameters().gradient().clone();
    for (int i = 0; i < network.parameters().layout().size(); i += 3) {
      float before = values[i];
      values[i] = before + STEP;
      double above = loss(network, inputs, golden.rows, byOutputs);
      values[i] = before - STEP;
      double below = loss(network, inputs, golden.rows, byOutputs);
      values[i] = before;
      assertThat(Math.abs((above - below) / (2 * STEP) - gradient[i]))
          .as("parameter %s", i)
          .isLessThan(2e-3 * (1 + Math.abs(gradient[i])));
    }
  }

  private static double loss(Network network, float[] inputs, int rows, float[] byOutputs) {
    network.parameters().changed();
    float[] outputs = network.predict(inputs, rows);
    double loss = 0;
    for (int i = 0; i < byOutputs.length; i++) {
      loss += (double) outputs[i] * byOutputs[i];
    }
    return loss;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7})
  void forward_anyNumberOfRows_computesEachByItself(int together) {
    Convolution layer = convolution(new Window(8, 4, Padding.NONE));
    Network network = Network.of(Sequential.of(layer));
    network.initialize(new Pcg64(3));
    float[] inputs = numbers(7 * layer.inputs());
    float[] all = network.predict(inputs, 7).clone();
    float[] some = new float[together * layer.inputs()];
    for (int row = 0; row + together <= 7; row += together) {
      System.arraycopy(inputs, row * layer.inputs(), some, 0, some.length);
      float[] expected = new float[together * layer.outputs()];
      System.arraycopy(all, row * layer.outputs(), expected, 0, expected.length);
      Goldens.checkClose("from row " + row, network.predict(some, together), expected, 1e-6, 1e-6);
    }
  }

  private static Convolution convolution(Window window) {
    return new Convolution(
        "q/conv0",
        new Image(4, 40, 40, 1),
        window,
        5,
        Activation.RELU,
        Initialization.KAIMING_UNIFORM,
        1,
        255);
  }

  @Test
  void trunk_kernelBeyondTheImage_isRefusedWithTheSizes() {
    LayerListSettings settings =
        LayerListSettings.builder(
                new ConvSettings(2, 4, 2, Padding.NONE), new ConvSettings(2, 6, 1, Padding.NONE))
            .build();

    assertThatIllegalArgumentException()
        .isThrownBy(() -> settings.network("q", List.of(3, 12, 14), 2, 1))
        .withMessageContaining("A kernel of 6 × 6 pixels does not fit an image of 5 × 6")
        .withMessageContaining("'padding: same'");
  }

  @Test
  void trunk_convolutionWithoutAnImage_isRefused() {
    HiddenLayerSettings conv = new ConvSettings(2, 1, 1, Padding.NONE);

    for (LayerListSettings settings :
        List.of(
            LayerListSettings.builder(new DenseSettings(9), conv).build(),
            LayerListSettings.builder(new FlattenSettings(), conv).build())) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> settings.network("q", List.of(3, 3), 2, 1))
          .withMessageContaining("'conv' needs an image, but takes in 9 numbers");
    }
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                LayerListSettings.builder(new NatureCnnSettings(8))
                    .build()
                    .network("q", List.of(4), 2, 1))
        .withMessageContaining("'nature-cnn' needs an image, but takes in 4 numbers");
  }

  @Test
  void trunk_scaleWithoutConvolution_isRefused() {
    LayerListSettings settings =
        LayerListSettings.builder(new DenseSettings(3)).inputScale(255).build();

    assertThatIllegalArgumentException()
        .isThrownBy(() -> settings.network("q", List.of(4), 2, 1))
        .withMessageContaining("the network's first layer is none");
  }
}
