package io.rein4j.dl4j;

import io.rein4j.clip.ParameterLayout.Block;
import io.rein4j.nn.Network;
import io.rein4j.nn.Parameters;
import io.rein4j.nn.model.DenseModel;
import io.rein4j.nn.model.LayerModel;
import io.rein4j.nn.model.LayerNormModel;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.params.DefaultParamInitializer;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.ILossFunction;

/** Fully connected layers as DL4J's, and their parameters there and back. */
public final class DenseLayers {

  private DenseLayers() {}

  /**
   * {@return the layers of a network that has no others}
   *
   * @param network with its parameters as they are
   * @throws IllegalArgumentException if it has others
   */
  public static List<DenseModel> of(Network network) {
    List<DenseModel> layers = new ArrayList<>();
    for (LayerModel layer : network.describe()) {
      if (!(layer instanceof DenseModel dense)) {
        throw new IllegalArgumentException(
            "The agent's network has %s, for which DL4J has no layer: leave it out."
                .formatted(layer instanceof LayerNormModel ? "'layer-norm'" : layer.name()));
      }
      layers.add(dense);
    }
    return layers;
  }

  /**
   * {@return DL4J's layer of the same name, size and activation}
   *
   * @param layer ours
   */
  public static org.deeplearning4j.nn.conf.layers.DenseLayer hidden(DenseModel layer) {
    return new org.deeplearning4j.nn.conf.layers.DenseLayer.Builder()
        .name(layer.name())
        .nIn(layer.inputs())
        .nOut(layer.outputs())
        .activation(activation(layer))
        .build();
  }

  /**
   * {@return DL4J's output layer of the same name and size}
   *
   * @param layer ours
   * @param loss what is made of the outputs
   * @param activation the function of the weighted sums
   */
  public static OutputLayer output(DenseModel layer, ILossFunction loss, Activation activation) {
    return new OutputLayer.Builder(loss)
        .name(layer.name())
        .nIn(layer.inputs())
        .nOut(layer.outputs())
        .activation(activation)
        .build();
  }

  /**
   * {@return DL4J's function that a layer applies}
   *
   * @param layer ours
   */
  public static Activation activation(DenseModel layer) {
    return switch (layer.activation()) {
      case RELU -> Activation.RELU;
      case TANH -> Activation.TANH;
      case ELU -> Activation.ELU;
      case SILU -> Activation.SWISH;
      case IDENTITY -> Activation.IDENTITY;
    };
  }

  /**
   * Gives a layer of DL4J's the parameters of ours.
   *
   * @param network an initialised network with the layer
   * @param key the layer's name in a ComputationGraph, its index in a MultiLayerNetwork
   * @param layer ours
   */
  public static void write(Model network, String key, DenseModel layer) {
    write(weight(network, key), layer.weights());
    write(bias(network, key), layer.biases());
  }

  private static void write(INDArray target, float[] values) {
    target.assign(Nd4j.create(values, target.shape(), 'c'));
  }

  /**
   * Gives our layer the parameters of DL4J's.
   *
   * @param network as for {@link #write}
   * @param key as for {@link #write}
   * @param layer the name of ours
   * @param parameters receive them in the layer's blocks
   */
  public static void read(Model network, String key, String layer, Parameters parameters) {
    read(weight(network, key), layer + "/weight", parameters);
    read(bias(network, key), layer + "/bias", parameters);
  }

  private static void read(INDArray source, String name, Parameters parameters) {
    Block block = parameters.layout().block(name);
    float[] values = source.dup('c').data().asFloat();
    System.arraycopy(values, 0, parameters.values(), block.offset(), block.length());
  }

  private static INDArray weight(Model network, String key) {
    return network.getParam(key + "_" + DefaultParamInitializer.WEIGHT_KEY);
  }

  private static INDArray bias(Model network, String key) {
    return network.getParam(key + "_" + DefaultParamInitializer.BIAS_KEY);
  }
}
