package io.rein4j.dl4j;

import io.rein4j.nn.Network;
import io.rein4j.nn.NetworkLayer;
import io.rein4j.nn.Parameters;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A DL4J network on blocks of {@link Parameters}: DL4J computes, and the parameters and the
 * gradient are Rein4J's. What DL4J's configuration says of updaters, L1, L2 and clipping has no
 * part in it.
 */
final class Dl4jNetwork implements Network {

  private final ComputationGraph network;
  private final UnaryOperator<String> names;
  private final NetworkLayout layout;
  private final int offset;
  private final Parameters parameters;
  private final long[] rowShape;
  private final int inputs;
  private final int outputs;
  private final float inputScale;
  private final float[] own;
  private boolean written;
  private long version;
  private int rows;

  /**
   * Makes a network.
   *
   * @param names of its layers by those of their vertices
   * @param layout where its parameters lie in DL4J's array and, behind an offset, in the parameters
   */
  Dl4jNetwork(
      ComputationGraph network,
      UnaryOperator<String> names,
      NetworkLayout layout,
      int offset,
      Parameters parameters,
      long[] rowShape,
      int outputs,
      float inputScale) {
    this.network = network;
    this.names = names;
    this.layout = layout;
    this.offset = offset;
    this.parameters = parameters;
    this.rowShape = rowShape;
    this.inputs = (int) Arrays.stream(rowShape).reduce(1, Math::multiplyExact);
    this.outputs = outputs;
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

  @Override
  public int inputSize() {
    return inputs;
  }

  @Override
  public int outputSize() {
    return outputs;
  }

  @Override
  public List<NetworkLayer> layers() {
    useParameters();
    return List.of(new Dl4jLayers(this, network.clone(), names, rowShape.length, inputScale));
  }

  @Override
  public float[] predict(float[] inputs, int rows) {
    useParameters();
    return floats(network.output(false, input(inputs, rows))[0]);
  }

  @Override
  public float[] forward(float[] inputs, int rows) {
    useParameters();
    Map<String, INDArray> activations =
        network.feedForward(new INDArray[] {input(inputs, rows)}, true, false);
    this.rows = rows;
    INDArray output = activations.get(network.getConfiguration().getNetworkOutputs().get(0));
    if (output == null) {
      throw new IllegalStateException("DL4J gave no activations of the network's output.");
    }
    return floats(output);
  }

  @Override
  public void backward(float[] outputGradient) {
    if (rows == 0) {
      throw new IllegalStateException(
          "A backward pass needs a forward pass before it, but there was none.");
    }
    INDArray errors =
        Nd4j.create(Arrays.copyOf(outputGradient, rows * outputs), new long[] {rows, outputs}, 'c');
    INDArray gradient = network.backpropGradient(errors).gradient();
    layout.gather(floats(gradient.reshape(gradient.length())), 0, own, 1);
    System.arraycopy(own, 0, parameters.gradient(), offset, own.length);
    rows = 0;
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
    return array.dup('c').data().asFloat();
  }

  private void useParameters() {
    if (written && version == parameters.version()) {
      return;
    }
    INDArray target = network.params();
    float[] flat = target.reshape(target.length()).toFloatVector();
    System.arraycopy(parameters.values(), offset, own, 0, own.length);
    layout.scatter(own, flat, 0, 1);
    target.assign(Nd4j.create(flat, target.shape(), 'c'));
    version = parameters.version();
    written = true;
  }
}
