package io.rein4j.dl4j;

import io.rein4j.clip.ParameterLayout.Block;
import io.rein4j.math.PackedSequences;
import io.rein4j.nn.BoundLayer;
import io.rein4j.nn.FactorisedNoise;
import io.rein4j.nn.LayerPass;
import io.rein4j.nn.Parameters;
import io.rein4j.nn.model.LayerModel;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A {@link Dl4jLayer} on its blocks of {@link Parameters}.
 *
 * <p>Arrays are outside the heap and would be freed by its garbage collector, which does not see
 * how large they are; so each is released where it is done with.
 */
final class BoundDl4jLayer implements BoundLayer {

  private final ComputationGraph network;
  private final UnaryOperator<String> names;
  private final NetworkLayout layout;
  private final Parameters parameters;
  private final List<FactorisedNoise> noises;
  private final long[] rowShape;
  private final int inputs;
  private final int outputs;
  private final float inputScale;
  private final float[] own;

  /**
   * Makes a layer.
   *
   * @param names of its layers by those of their vertices
   * @param layout where its parameters lie in DL4J's array, under the names they have in the
   *     parameters
   */
  BoundDl4jLayer(
      ComputationGraph network,
      UnaryOperator<String> names,
      NetworkLayout layout,
      Parameters parameters,
      List<FactorisedNoise> noises,
      Dl4jLayer layer,
      long[] rowShape,
      float inputScale) {
    this.network = network;
    this.names = names;
    this.layout = layout;
    this.parameters = parameters;
    this.noises = noises;
    this.rowShape = rowShape;
    this.inputs = layer.inputs();
    this.outputs = layer.outputs();
    this.inputScale = inputScale;
    this.own = new float[layout.layout().size()];
  }

  /** Returns the shape of a batch of rows. */
  static long[] batch(int rows, long[] rowShape) {
    long[] shape = new long[rowShape.length + 1];
    shape[0] = rows;
    System.arraycopy(rowShape, 0, shape, 1, rowShape.length);
    return shape;
  }

  int inputs() {
    return inputs;
  }

  int outputs() {
    return outputs;
  }

  @Override
  public void drawNoise(RandomGenerator random) {
    noises.forEach(noise -> noise.draw(random));
  }

  @Override
  public void removeNoise() {
    noises.forEach(FactorisedNoise::remove);
  }

  @Override
  public void refresh() {
    noises.forEach(FactorisedNoise::apply);
    write(network, noises);
  }

  @Override
  public void refreshNoise() {
    if (!noises.isEmpty()) {
      refresh();
    }
  }

  /** Gives a network the parameters, in some layers as noise has made them. */
  private void write(ComputationGraph graph, List<FactorisedNoise> noisy) {
    INDArray target = graph.params();
    float[] flat = target.reshape(target.length()).toFloatVector();
    for (Block block : layout.layout().blocks()) {
      int from = parameters.layout().block(block.name()).offset();
      System.arraycopy(parameters.values(), from, own, block.offset(), block.length());
    }
    for (FactorisedNoise noise : noisy) {
      write(noise.weights(), noise.weight().name());
      write(noise.biases(), noise.bias().name());
    }
    layout.scatter(own, flat, 0, 1);
    INDArray source = Nd4j.create(flat, target.shape(), 'c');
    target.assign(source);
    release(source);
  }

  private void write(float[] drawn, String name) {
    System.arraycopy(drawn, 0, own, layout.layout().block(name).offset(), drawn.length);
  }

  @Override
  public void describe(List<LayerModel> description) {
    ComputationGraph copy = network.clone();
    write(copy, List.of());
    description.add(new Dl4jExternalModel(this, copy, names, rowShape.length, inputScale));
  }

  /** {@return the outputs of rows by a copy of the network} */
  float[] output(ComputationGraph copy, float[] inputs, int rows) {
    INDArray input = input(inputs, rows);
    INDArray output = copy.output(false, input)[0];
    float[] result = floats(output);
    release(output);
    release(input);
    return result;
  }

  @Override
  public LayerPass pass(boolean training) {
    return new Pass(training);
  }

  private INDArray input(float[] inputs, int rows) {
    int n = Math.multiplyExact(rows, this.inputs);
    float[] scaled = new float[n];
    for (int i = 0; i < n; i++) {
      scaled[i] = inputs[i] / inputScale;
    }
    return Nd4j.create(scaled, batch(rows, rowShape), 'c');
  }

  private static float[] floats(INDArray array) {
    INDArray copy = array.dup('c');
    float[] result = copy.data().asFloat();
    release(copy);
    return result;
  }

  private static void release(INDArray array) {
    if (array.closeable()) {
      array.close();
    }
  }

  /** A pass of rows; DL4J keeps what going backward needs. */
  private final class Pass implements LayerPass {
    private final boolean training;
    private int rows;
    private Map<String, INDArray> activations = Map.of();

    Pass(boolean training) {
      this.training = training;
    }

    @Override
    public float[] step(float[] inputs, int rows, float[] states, int at, int width) {
      return output(network, inputs, rows);
    }

    @Override
    public float[] forward(
        float[] inputs, PackedSequences sequences, float[] states, int at, int width) {
      rows = sequences.rows();
      releaseActivations();
      activations = network.feedForward(new INDArray[] {input(inputs, rows)}, training, false);
      INDArray output = activations.get(network.getConfiguration().getNetworkOutputs().get(0));
      if (output == null) {
        throw new IllegalStateException("DL4J gave no activations of the network's output.");
      }
      return floats(output);
    }

    private void releaseActivations() {
      activations.values().forEach(BoundDl4jLayer::release);
      activations = Map.of();
    }

    @Override
    public void backward(float[] outputGradient, float @Nullable [] inputGradient) {
      if (inputGradient != null) {
        throw new UnsupportedOperationException(
            "No gradient goes through a DL4J network to what stands before it.");
      }
      INDArray errors =
          Nd4j.create(
              Arrays.copyOf(outputGradient, rows * outputs), new long[] {rows, outputs}, 'c');
      INDArray gradient = network.backpropGradient(errors).gradient();
      layout.gather(floats(gradient.reshape(gradient.length())), 0, own, 1);
      release(errors);
      releaseActivations();
      for (Block block : layout.layout().blocks()) {
        int to = parameters.layout().block(block.name()).offset();
        System.arraycopy(own, block.offset(), parameters.gradient(), to, block.length());
      }
      noises.forEach(FactorisedNoise::writeGradient);
    }
  }
}
