package io.rein4j.dl4j;

import io.rein4j.clip.ParameterLayout;
import io.rein4j.nn.Network;
import io.rein4j.nn.NetworkPlan;
import io.rein4j.nn.Parameters;
import java.util.List;
import java.util.random.RandomGenerator;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The plan of a {@link Dl4jNetwork}. */
final class Dl4jPlan implements NetworkPlan {

  private final Dl4jFile file;
  private final String prefix;
  private final long[] rowShape;
  private final int outputs;
  private final float inputScale;
  private final NetworkLayout layout;

  Dl4jPlan(Dl4jFile file, String prefix, List<Integer> inputShape, int outputs, float inputScale) {
    this.file = file;
    this.prefix = prefix;
    this.rowShape =
        inputShape.isEmpty()
            ? new long[] {1}
            : inputShape.stream().mapToLong(Integer::longValue).toArray();
    this.outputs = outputs;
    this.inputScale = inputScale;
    ComputationGraph trial = file.network(0);
    requireFit(trial, inputShape);
    this.layout = layout(trial);
    if (layout.layout().size() == 0) {
      throw new IllegalArgumentException(
          "The network in '%s' has no parameters to train.".formatted(file.path()));
    }
  }

  private NetworkLayout layout(ComputationGraph network) {
    try {
      return NetworkLayout.ofGroup(network, prefix, file::name);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "The layers of the network in '%s' cannot be told apart: %s"
              .formatted(file.path(), e.getMessage()),
          e);
    }
  }

  private void requireFit(ComputationGraph network, List<Integer> inputShape) {
    file.requireMemory(inputShape);
    INDArray result;
    try {
      result = network.output(false, Nd4j.zeros(Dl4jNetwork.batch(1, rowShape)))[0];
    } catch (RuntimeException e) {
      throw new IllegalArgumentException(
          "The network in '%s' does not take observations of shape %s: %s"
              .formatted(file.path(), inputShape, e.getMessage()),
          e);
    }
    if (result.length() != outputs) {
      throw new IllegalArgumentException(
          "The network in '%s' has %s outputs, but %s are needed."
              .formatted(file.path(), result.length(), outputs));
    }
  }

  @Override
  public void declare(ParameterLayout.Builder target) {
    for (ParameterLayout.Block block : layout.layout().blocks()) {
      target.addTo(block.group(), block.name(), block.shape().stream().mapToInt(i -> i).toArray());
    }
  }

  @Override
  public Network build(Parameters parameters) {
    return new Dl4jNetwork(
        file.network(0),
        file::name,
        layout,
        offset(parameters),
        parameters,
        rowShape,
        outputs,
        inputScale);
  }

  private int offset(Parameters parameters) {
    return parameters.layout().block(layout.layout().blocks().get(0).name()).offset();
  }

  @Override
  public void initialize(
      Parameters parameters, RandomGenerator random, double hiddenGain, double outputGain) {
    ComputationGraph network = file.network(random.nextLong());
    float[] own = new float[layout.layout().size()];
    INDArray flat = network.params();
    layout.gather(flat.reshape(flat.length()).toFloatVector(), 0, own, 1);
    System.arraycopy(own, 0, parameters.values(), offset(parameters), own.length);
    parameters.changed();
  }

  @Override
  public String toString() {
    return "%s as %s".formatted(file.path(), prefix);
  }
}
