package io.rein4j.dl4j;

import io.rein4j.clip.ParameterLayout;
import io.rein4j.clip.ParameterLayout.Block;
import io.rein4j.nn.BoundLayer;
import io.rein4j.nn.FactorisedNoise;
import io.rein4j.nn.Layer;
import io.rein4j.nn.Parameters;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A DL4J network as a layer: DL4J computes, and the parameters and the gradient are Rein4J's. What
 * DL4J's configuration says of updaters, L1, L2 and clipping has no part in it.
 */
final class Dl4jLayer implements Layer {

  private final Dl4jFile file;
  private final String prefix;
  private final long[] rowShape;
  private final int outputs;
  private final float inputScale;
  private final NetworkLayout layout;

  /** The deviation that noise begins with, times √inputs; null for none. */
  private final @Nullable Double sigma;

  Dl4jLayer(Dl4jFile file, String prefix, List<Integer> inputShape, int outputs, float inputScale) {
    this.file = file;
    this.prefix = prefix;
    this.rowShape =
        inputShape.isEmpty()
            ? new long[] {1}
            : inputShape.stream().mapToLong(Integer::longValue).toArray();
    this.outputs = outputs;
    this.inputScale = inputScale;
    this.sigma = null;
    ComputationGraph trial = file.network(0);
    requireFit(trial, inputShape);
    this.layout = layout(trial);
    if (layout.layout().size() == 0) {
      throw new IllegalArgumentException(
          "The network in '%s' has no parameters to train.".formatted(file.path()));
    }
  }

  private Dl4jLayer(Dl4jLayer plain, double sigma) {
    this.file = plain.file;
    this.prefix = plain.prefix;
    this.rowShape = plain.rowShape;
    this.outputs = plain.outputs;
    this.inputScale = plain.inputScale;
    this.layout = plain.layout;
    this.sigma = sigma;
    for (List<Block> layer : blocksByLayer().values()) {
      if (isNoisy(layer) && layer.size() != 2) {
        throw new IllegalArgumentException(
            "A noisy layer is a weight and a bias, but '%s' is %s."
                .formatted(layer.get(0).layer(), layer.stream().map(Block::name).toList()));
      }
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
      result = network.output(false, Nd4j.zeros(BoundDl4jLayer.batch(1, rowShape)))[0];
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
  public int inputs() {
    int product = 1;
    for (long dimension : rowShape) {
      product = Math.multiplyExact(product, (int) dimension);
    }
    return product;
  }

  @Override
  public int outputs() {
    return outputs;
  }

  @Override
  public Optional<String> rowMixer() {
    return Optional.of(file.path().toString());
  }

  @Override
  public boolean isNoisy() {
    return sigma != null;
  }

  @Override
  public Layer withNoise(double sigma) {
    return new Dl4jLayer(this, sigma);
  }

  private Map<String, List<Block>> blocksByLayer() {
    return layout.layout().blocks().stream()
        .collect(Collectors.groupingBy(Block::layer, LinkedHashMap::new, Collectors.toList()));
  }

  /** {@return whether a layer has noise: only where it has more than one number an output} */
  private boolean isNoisy(List<Block> layer) {
    return sigma != null && layer.stream().anyMatch(block -> block.shape().size() != 1);
  }

  @Override
  public void declare(ParameterLayout.Builder target) {
    for (List<Block> layer : blocksByLayer().values()) {
      for (Block block : layer) {
        int[] shape = block.shape().stream().mapToInt(Integer::intValue).toArray();
        target.addTo(block.group(), block.name(), shape);
        if (isNoisy(layer)) {
          target.addTo(block.group(), FactorisedNoise.sigmaOf(block.name()), shape);
        }
      }
    }
  }

  @Override
  public void initialize(Parameters parameters, RandomGenerator random) {
    ComputationGraph network = file.network(random.nextLong());
    float[] own = new float[layout.layout().size()];
    INDArray flat = network.params();
    layout.gather(flat.reshape(flat.length()).toFloatVector(), 0, own, 1);
    for (Block block : layout.layout().blocks()) {
      int to = parameters.layout().block(block.name()).offset();
      System.arraycopy(own, block.offset(), parameters.values(), to, block.length());
    }
    if (sigma != null) {
      noises(parameters).forEach(noise -> noise.initialize(sigma));
    }
  }

  /** {@return the noise of each noisy layer, which are those with a weight} */
  private List<FactorisedNoise> noises(Parameters parameters) {
    return blocksByLayer().values().stream()
        .filter(this::isNoisy)
        .map(layer -> new FactorisedNoise(parameters, layer.get(0).name(), layer.get(1).name()))
        .toList();
  }

  @Override
  public BoundLayer on(Parameters parameters) {
    return new BoundDl4jLayer(
        file.network(0),
        file::name,
        layout,
        parameters,
        noises(parameters),
        this,
        rowShape,
        inputScale);
  }

  @Override
  public String toString() {
    return "%s as %s".formatted(file.path(), prefix);
  }
}
