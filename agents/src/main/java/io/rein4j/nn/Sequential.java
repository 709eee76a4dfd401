package io.rein4j.nn;

import io.rein4j.clip.ParameterLayout;
import io.rein4j.math.PackedSequences;
import io.rein4j.nn.model.LayerModel;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Layers in a row, each of which reads the outputs of the one before.
 *
 * @param layers at least one, each with as many inputs as the one before has outputs
 */
public record Sequential(List<Layer> layers) implements Container {

  public Sequential {
    layers = List.copyOf(layers);
    if (layers.isEmpty()) {
      throw new IllegalArgumentException("Layers in a row are at least one, but there are none.");
    }
    for (int i = 1; i < layers.size(); i++) {
      if (layers.get(i).inputs() != layers.get(i - 1).outputs()) {
        throw new IllegalArgumentException(
            "Layer %s of a row takes %s inputs, but the one before it has %s outputs."
                .formatted(i + 1, layers.get(i).inputs(), layers.get(i - 1).outputs()));
      }
    }
  }

  /**
   * {@return layers in a row}
   *
   * @param layers at least one, each with as many inputs as the one before has outputs
   */
  public static Sequential of(Layer... layers) {
    return new Sequential(List.of(layers));
  }

  @Override
  public List<Layer> children() {
    return layers;
  }

  @Override
  public int inputs() {
    return layers.get(0).inputs();
  }

  @Override
  public int outputs() {
    return last().outputs();
  }

  private Layer last() {
    return layers.get(layers.size() - 1);
  }

  @Override
  public Sequential withNoise(double sigma) {
    return new Sequential(layers.stream().map(layer -> layer.withNoise(sigma)).toList());
  }

  @Override
  public Bound on(Parameters parameters) {
    return new Bound(this, parameters);
  }

  /** {@return the index of the first layer with parameters, or the number of layers} */
  private static int firstWithParameters(List<Layer> layers) {
    for (int i = 0; i < layers.size(); i++) {
      ParameterLayout.Builder layout = ParameterLayout.builder();
      layers.get(i).declare(layout);
      if (layout.build().size() > 0) {
        return i;
      }
    }
    return layers.size();
  }

  /** The layers on their blocks of parameters. */
  static final class Bound implements Container.Bound {
    private final BoundLayer[] layers;
    private final int[] inputs;
    private final int[] stateSizes;
    private final int firstWithParameters;

    private Bound(Sequential layer, Parameters parameters) {
      this.layers = layer.childrenOn(parameters);
      this.inputs = layer.layers.stream().mapToInt(Layer::inputs).toArray();
      this.stateSizes = layer.layers.stream().mapToInt(Layer::stateSize).toArray();
      this.firstWithParameters = firstWithParameters(layer.layers);
    }

    @Override
    public BoundLayer[] children() {
      return layers;
    }

    @Override
    public Pass pass(boolean training) {
      return new Pass(this, training);
    }

    @Override
    public void describe(List<LayerModel> description) {
      for (BoundLayer layer : layers) {
        layer.describe(description);
      }
    }
  }

  /** A pass through all layers. */
  static final class Pass implements Container.Pass {
    private final LayerPass[] passes;
    private final int[] inputs;
    private final int[] stateSizes;

    /** Nothing in front of this layer has parameters to learn. */
    private final int firstWithParameters;

    /** Two arrays that take turns, as a layer reads one and writes the other. */
    private final float[][] inTurns = {{}, {}};

    /** What row gradients need of each layer until they are written. */
    private final float[][] byInputs;

    private float[] features = {};
    private int rows;

    private Pass(Bound bound, boolean training) {
      this.passes =
          Arrays.stream(bound.layers).map(layer -> layer.pass(training)).toArray(LayerPass[]::new);
      this.inputs = bound.inputs;
      this.stateSizes = bound.stateSizes;
      this.firstWithParameters = bound.firstWithParameters;
      this.byInputs = new float[passes.length][0];
    }

    /** {@return what the last layer took in} */
    float[] features() {
      return features;
    }

    @Override
    public LayerPass[] children() {
      return passes;
    }

    @Override
    public float[] step(float[] inputs, int rows, float[] states, int at, int width) {
      float[] values = inputs;
      int own = at;
      for (int i = 0; i < passes.length; i++) {
        features = values;
        values = passes[i].step(values, rows, states, own, width);
        own += stateSizes[i];
      }
      return values;
    }

    @Override
    public float[] forward(
        float[] inputs, PackedSequences sequences, float[] states, int at, int width) {
      rows = sequences.rows();
      float[] values = inputs;
      int own = at;
      for (int i = 0; i < passes.length; i++) {
        features = values;
        values = passes[i].forward(values, sequences, states, own, width);
        own += stateSizes[i];
      }
      return values;
    }

    @Override
    public void backward(float[] outputGradient, float @Nullable [] inputGradient) {
      goBack(outputGradient, inputGradient, false);
    }

    @Override
    public void backwardRows(float[] outputGradient, float @Nullable [] inputGradient) {
      goBack(outputGradient, inputGradient, true);
    }

    private void goBack(
        float[] outputGradient, float @Nullable [] inputGradient, boolean keepsRows) {
      int first = inputGradient == null ? firstWithParameters : 0;
      float[] gradient = outputGradient;
      for (int i = passes.length - 1; i >= first; i--) {
        float[] to = i == 0 ? inputGradient : i == first ? null : byInputs(i, keepsRows);
        if (keepsRows) {
          passes[i].backwardRows(gradient, to);
        } else {
          passes[i].backward(gradient, to);
        }
        gradient = to == null ? gradient : to;
      }
    }

    /** {@return what takes the gradient by a layer's inputs} */
    private float[] byInputs(int layer, boolean keepsRows) {
      float[][] arrays = keepsRows ? byInputs : inTurns;
      int place = keepsRows ? layer : layer & 1;
      arrays[place] = Buffers.atLeast(arrays[place], rows * inputs[layer]);
      return arrays[place];
    }
  }
}
