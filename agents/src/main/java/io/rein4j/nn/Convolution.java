package io.rein4j.nn;

import io.rein4j.clip.ParameterLayout;
import io.rein4j.clip.ParameterLayout.Block;
import io.rein4j.math.VectorMath;
import io.rein4j.nn.model.Activation;
import io.rein4j.nn.model.ConvolutionModel;
import io.rein4j.nn.model.Image;
import io.rein4j.nn.model.LayerModel;
import io.rein4j.nn.model.Window;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A convolutional layer: at each stop of a window, outputs = activation(patch / scale · weight +
 * bias). Its outputs are an image with a channel for each filter.
 *
 * <p>Its parameters are {@code name/weight}, [floats of a patch, filters], and {@code name/bias}. A
 * patch is what the window sees: its rows; of each, the image's groups; of each, pixels with their
 * channels.
 *
 * @param name the part of its blocks' names before the last slash
 * @param input how a row of inputs holds an image
 * @param window what slides over it
 * @param filters channels of the outputs, ≥ 1
 * @param activation the function of the weighted sums
 * @param initialization how weights and biases are drawn, as those of a fully connected layer from
 *     a patch to the filters
 * @param gain factor of the weights, where the initialization has one
 * @param inputScale what inputs are divided by, finite and &gt; 0
 */
public record Convolution(
    String name,
    Image input,
    Window window,
    int filters,
    Activation activation,
    Initialization initialization,
    double gain,
    double inputScale)
    implements ImageLayer {

  /** Floats of the patches that are multiplied at once, so that they stay in a core's cache. */
  private static final int FLOATS_AT_ONCE = 1 << 17;

  public Convolution {
    window.requireFits("A kernel", input);
  }

  /**
   * {@return the layer with another scale of its inputs}
   *
   * @param scale what they are divided by, finite and &gt; 0
   */
  Convolution withInputScale(double scale) {
    return new Convolution(name, input, window, filters, activation, initialization, gain, scale);
  }

  @Override
  public int inputs() {
    return input.size();
  }

  @Override
  public Image image() {
    return window.outputs(input, filters);
  }

  private int patch() {
    return Math.multiplyExact(Math.multiplyExact(window.size(), window.size()), input.depth());
  }

  @Override
  public void declare(ParameterLayout.Builder layout) {
    layout.add(name + "/weight", patch(), filters);
    layout.add(name + "/bias", filters);
  }

  private Block weight(Parameters parameters) {
    return Blocks.require(parameters, name + "/weight", List.of(patch(), filters));
  }

  private Block bias(Parameters parameters) {
    return Blocks.require(parameters, name + "/bias", List.of(filters));
  }

  @Override
  public void initialize(Parameters parameters, RandomGenerator random) {
    initialization.draw(random, parameters.values(), weight(parameters), bias(parameters), gain);
  }

  @Override
  public BoundLayer on(Parameters parameters) {
    return new Bound(this, parameters);
  }

  /** The layer on its blocks of parameters, and native copies of them. */
  private static final class Bound implements BoundLayer {
    private final Convolution layer;
    private final Parameters parameters;
    private final Block weight;
    private final Block bias;
    private final int filters;
    private final int stops;
    private final float reciprocalScale;
    private final Blas.Memory nativeWeight = new Blas.Memory();
    private final Blas.Memory nativeWeightGradient = new Blas.Memory();
    private float[] scaled = {};

    /** The biases, over and over, for all of an image's stops. */
    private final float[] biases;

    Bound(Convolution layer, Parameters parameters) {
      this.layer = layer;
      this.parameters = parameters;
      this.weight = layer.weight(parameters);
      this.bias = layer.bias(parameters);
      this.filters = layer.filters;
      Image image = layer.image();
      this.stops = image.height() * image.width();
      this.reciprocalScale = (float) (1 / layer.inputScale);
      this.biases = new float[image.size()];
    }

    @Override
    public void refresh() {
      nativeWeight.reserve(weight.length());
      if (reciprocalScale == 1) {
        nativeWeight.put(parameters.values(), weight.offset(), weight.length());
      } else {
        scaled = Buffers.atLeast(scaled, weight.length());
        for (int i = 0; i < weight.length(); i++) {
          scaled[i] = parameters.values()[weight.offset() + i] * reciprocalScale;
        }
        nativeWeight.put(scaled, 0, weight.length());
      }
      for (int i = 0; i < biases.length; i += filters) {
        System.arraycopy(parameters.values(), bias.offset(), biases, i, filters);
      }
    }

    @Override
    public LayerPass pass(boolean training) {
      return new Pass(this);
    }

    @Override
    public void describe(List<LayerModel> description) {
      description.add(
          new ConvolutionModel(
              layer.name,
              layer.input,
              layer.window,
              Blocks.values(parameters, weight),
              Blocks.values(parameters, bias),
              layer.activation,
              (float) layer.inputScale));
    }
  }

  /** A pass of rows, a few images at a time, sized for the most rows so far. */
  private static final class Pass implements RowPass {
    private final Bound layer;
    private final Activation activation;
    private final Patches patches;
    private final int inputs;
    private final int outputs;
    private final int filters;
    private final int stops;
    private final int width;
    private final Block weight;
    private final Block bias;

    /** Images that are computed together. */
    private final int together;

    /** The biases' gradient of a row. */
    private final float[] byBiases;

    private final Blas.Memory nativePatches = new Blas.Memory();
    private final Blas.Memory nativeSums = new Blas.Memory();
    private float[] gathered = {};
    private float[] sums = {};
    private float[] results = {};
    private float[] input = {};
    private float[] bySums = {};
    private float[] ofRow = {};
    private int rows;

    Pass(Bound layer) {
      this.layer = layer;
      this.activation = layer.layer.activation;
      this.patches = new Patches(layer.layer.input, layer.layer.window);
      this.inputs = layer.layer.inputs();
      this.outputs = layer.layer.outputs();
      this.filters = layer.filters;
      this.stops = layer.stops;
      this.width = patches.width();
      this.weight = layer.weight;
      this.bias = layer.bias;
      this.byBiases = new float[filters];
      this.together = Math.max(1, FLOATS_AT_ONCE / Math.multiplyExact(stops, width));
    }

    @Override
    public float[] forward(float[] input, int rows) {
      reserve(rows);
      this.input = input;
      for (int from = 0; from < rows; from += together) {
        int n = Math.min(together, rows - from);
        gather(from, n);
        Blas.multiply(n * stops, filters, width, nativePatches, layer.nativeWeight, nativeSums);
        nativeSums.get(sums, from * outputs, n * outputs);
        for (int i = from; i < from + n; i++) {
          addBiases(i * outputs);
        }
      }
      activation.apply(sums, results, Math.max(rows * outputs, Dense.SHORTEST_LOOP));
      return results;
    }

    private void gather(int from, int n) {
      patches.gather(input, from, n, gathered);
      nativePatches.put(gathered, 0, n * stops * width);
    }

    private void addBiases(int at) {
      float[] biases = layer.biases;
      for (int i = 0; i < outputs; i++) {
        sums[at + i] += biases[i];
      }
    }

    @Override
    public void countDormant(DormantUnits units) {
      if (activation != Activation.IDENTITY) {
        units.add(results, rows * stops, filters);
      }
    }

    @Override
    public void backward(float[] outputGradient, float @Nullable [] inputGradient) {
      backwardRows(outputGradient, inputGradient);
      gradientOfRows(0, rows);
    }

    @Override
    public void backwardRows(float[] outputGradient, float @Nullable [] inputGradient) {
      activation.multiplyByDerivative(sums, results, outputGradient, rows * outputs);
      bySums = outputGradient;
      if (inputGradient != null) {
        backwardToInputs(inputGradient);
      }
    }

    private void backwardToInputs(float[] inputGradient) {
      Arrays.fill(inputGradient, 0, rows * inputs, 0);
      for (int from = 0; from < rows; from += together) {
        int n = Math.min(together, rows - from);
        nativeSums.put(bySums, from * outputs, n * outputs);
        Blas.multiplyByTransposed(
            n * stops, width, filters, nativeSums, layer.nativeWeight, nativePatches);
        nativePatches.get(gathered, 0, n * stops * width);
        patches.addTo(gathered, inputGradient, from, n);
      }
    }

    @Override
    public void gradientOfRows(int from, int to) {
      float[] gradient = layer.parameters.gradient();
      weightGradient(from, to);
      layer.nativeWeightGradient.get(gradient, weight.offset(), weight.length());
      scale(gradient, weight.offset());
      biasGradient(from, to, gradient, bias.offset());
    }

    /** Puts the weights' gradient of some rows, by inputs without their scale, to its memory. */
    private void weightGradient(int from, int to) {
      layer.nativeWeightGradient.reserve(weight.length());
      for (int first = from; first < to; first += together) {
        int n = Math.min(together, to - first);
        gather(first, n);
        nativeSums.put(bySums, first * outputs, n * outputs);
        Blas.sumProducts(
            width,
            filters,
            n * stops,
            nativePatches,
            nativeSums,
            first == from,
            layer.nativeWeightGradient);
      }
    }

    private void scale(float[] gradient, int from) {
      float factor = layer.reciprocalScale;
      if (factor != 1) {
        for (int i = from; i < from + weight.length(); i++) {
          gradient[i] *= factor;
        }
      }
    }

    private void biasGradient(int from, int to, float[] target, int at) {
      Arrays.fill(target, at, at + filters, 0);
      ofRow = Buffers.atLeast(ofRow, Math.max(weight.length(), filters));
      for (int row = from; row < to; row++) {
        Arrays.fill(ofRow, 0, filters, 0);
        int end = (row + 1) * outputs;
        for (int i = row * outputs; i < end; i += filters) {
          for (int filter = 0; filter < filters; filter++) {
            ofRow[filter] += bySums[i + filter];
          }
        }
        for (int filter = 0; filter < filters; filter++) {
          target[at + filter] += ofRow[filter];
        }
      }
    }

    @Override
    public void addSquaredNorms(double[] squaredNorms, List<String> groups) {
      if (!Blocks.isIn(weight, groups)) {
        return;
      }
      for (int row = 0; row < rows; row++) {
        weightGradient(row, row + 1);
        ofRow = Buffers.atLeast(ofRow, weight.length());
        layer.nativeWeightGradient.get(ofRow, 0, weight.length());
        scale(ofRow, 0);
        squaredNorms[row] += VectorMath.sumOfSquares(ofRow, 0, weight.length());
        biasGradient(row, row + 1, byBiases, 0);
        squaredNorms[row] += VectorMath.sumOfSquares(byBiases, 0, filters);
      }
    }

    @Override
    public void weighRows(double[] weights, List<String> groups) {
      if (Blocks.isIn(weight, groups)) {
        Blocks.weighRows(bySums, outputs, weights, rows);
      }
    }

    private void reserve(int rows) {
      this.rows = rows;
      int most = Math.min(rows, together);
      gathered = Buffers.atLeast(gathered, Math.multiplyExact(most, stops * width));
      nativePatches.reserve(gathered.length);
      nativeSums.reserve(Math.multiplyExact(most, outputs));
      int n = Math.max(Math.multiplyExact(rows, outputs), Dense.SHORTEST_LOOP);
      if (results.length < n) {
        results = new float[n];
        sums = activation.needsSums() ? new float[n] : results;
      }
    }
  }
}
