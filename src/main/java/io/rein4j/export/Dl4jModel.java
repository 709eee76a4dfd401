package io.rein4j.export;

import io.rein4j.env.wrap.ObservationScaling;
import io.rein4j.files.AtomicFiles;
import io.rein4j.nn.DenseLayer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/**
 * A DL4J model file with a MultiLayerNetwork of dense layers, and an output layer whose loss is the
 * mean squared error.
 *
 * <p>Where observations are scaled, the first layer does it: a diagonal of weights to magnitudes of
 * the clip, with the activation that cuts at ±1, and the second layer's weights times the clip.
 */
final class Dl4jModel {

  private Dl4jModel() {}

  static void write(PolicyModel model, Path file) throws IOException {
    MultiLayerNetwork network = network(model);
    AtomicFiles.write(file, out -> ModelSerializer.writeModel(network, out, false));
  }

  static MultiLayerNetwork network(PolicyModel model) {
    NeuralNetConfiguration.ListBuilder layers =
        new NeuralNetConfiguration.Builder().updater(new NoOp()).list();
    ObservationScaling scaling = model.scaling();
    if (scaling != null) {
      layers.layer(dense("scaling", model.inputs(), model.inputs(), cut(scaling)));
    }
    List<DenseLayer> dense = model.layers();
    if (dense.stream().anyMatch(layer -> layer.norm() != null)) {
      throw new IllegalArgumentException(
          "The agent's network has 'layer-norm', for which DL4J has no layer: export it as onnx.");
    }
    for (DenseLayer layer : dense.subList(0, dense.size() - 1)) {
      layers.layer(
          dense(layer.weight().layer(), layer.inputs(), layer.outputs(), activation(layer)));
    }
    DenseLayer last = dense.get(dense.size() - 1);
    MultiLayerConfiguration configuration =
        layers
            .layer(
                new OutputLayer.Builder(LossFunctions.LossFunction.MSE)
                    .name(last.weight().layer())
                    .nIn(last.inputs())
                    .nOut(last.outputs())
                    .activation(activation(last))
                    .build())
            .build();
    MultiLayerNetwork network = new MultiLayerNetwork(configuration);
    network.init();
    int first = 0;
    if (scaling != null) {
      setScaling(network, scaling);
      first = 1;
    }
    for (int i = 0; i < dense.size(); i++) {
      DenseLayer layer = dense.get(i);
      float[] weights = model.values(layer.weight());
      if (i == 0 && scaling != null) {
        for (int j = 0; j < weights.length; j++) {
          weights[j] *= (float) unit(scaling);
        }
      }
      set(network, first + i, weights, layer.inputs(), layer.outputs());
      setBias(network, first + i, model.values(layer.bias()));
    }
    return network;
  }

  /** Returns what counts as 1 behind the first layer. */
  private static double unit(ObservationScaling scaling) {
    return Double.isInfinite(scaling.clip()) ? 1 : scaling.clip();
  }

  private static Activation cut(ObservationScaling scaling) {
    return Double.isInfinite(scaling.clip()) ? Activation.IDENTITY : Activation.HARDTANH;
  }

  private static void setScaling(MultiLayerNetwork network, ObservationScaling scaling) {
    int n = scaling.mean().size();
    float[] weights = new float[n * n];
    float[] biases = new float[n];
    for (int i = 0; i < n; i++) {
      double factor = 1 / (scaling.deviation().get(i) * unit(scaling));
      weights[i * n + i] = (float) factor;
      biases[i] = (float) (-scaling.mean().get(i) * factor);
    }
    set(network, 0, weights, n, n);
    setBias(network, 0, biases);
  }

  private static void set(
      MultiLayerNetwork network, int layer, float[] weights, int inputs, int outputs) {
    network.getParam(layer + "_W").assign(Nd4j.create(weights, new long[] {inputs, outputs}, 'c'));
  }

  private static void setBias(MultiLayerNetwork network, int layer, float[] biases) {
    network
        .getParam(layer + "_b")
        .assign(Nd4j.create(biases, network.getParam(layer + "_b").shape(), 'c'));
  }

  private static org.deeplearning4j.nn.conf.layers.DenseLayer dense(
      String name, int inputs, int outputs, Activation activation) {
    return new org.deeplearning4j.nn.conf.layers.DenseLayer.Builder()
        .name(name)
        .nIn(inputs)
        .nOut(outputs)
        .activation(activation)
        .build();
  }

  private static Activation activation(DenseLayer layer) {
    return switch (layer.activation()) {
      case RELU -> Activation.RELU;
      case TANH -> Activation.TANH;
      case ELU -> Activation.ELU;
      case SILU -> Activation.SWISH;
      case IDENTITY -> Activation.IDENTITY;
    };
  }
}
