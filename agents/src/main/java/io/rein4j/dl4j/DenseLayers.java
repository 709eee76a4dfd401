package io.rein4j.dl4j;

import io.rein4j.clip.ParameterLayout.Block;
import io.rein4j.nn.DenseLayer;
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
   * {@return DL4J's layer of the same name, size and activation}
   *
   * @param layer ours
   */
  public static org.deeplearning4j.nn.conf.layers.DenseLayer hidden(DenseLayer layer) {
    return new org.deeplearning4j.nn.conf.layers.DenseLayer.Builder()
        .name(layer.weight().layer())
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
  public static OutputLayer output(DenseLayer layer, ILossFunction loss, Activation activation) {
    return new OutputLayer.Builder(loss)
        .name(layer.weight().layer())
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
  public static Activation activation(DenseLayer layer) {
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
   * @param parameters the array that the layer's blocks lie in
   */
  public static void write(Model network, String key, DenseLayer layer, float[] parameters) {
    write(weight(network, key), layer.weight(), parameters);
    write(bias(network, key), layer.bias(), parameters);
  }

  private static void write(INDArray target, Block block, float[] parameters) {
    float[] values = new float[block.length()];
    System.arraycopy(parameters, block.offset(), values, 0, values.length);
    target.assign(Nd4j.create(values, target.shape(), 'c'));
  }

  /**
   * Gives our layer the parameters of DL4J's.
   *
   * @param network as for {@link #write}
   * @param key as for {@link #write}
   * @param layer ours
   * @param parameters the array that the layer's blocks lie in
   */
  public static void read(Model network, String key, DenseLayer layer, float[] parameters) {
    read(weight(network, key), layer.weight(), parameters);
    read(bias(network, key), layer.bias(), parameters);
  }

  private static void read(INDArray source, Block block, float[] parameters) {
    float[] values = source.dup('c').data().asFloat();
    System.arraycopy(values, 0, parameters, block.offset(), block.length());
  }

  private static INDArray weight(Model network, String key) {
    return network.getParam(key + "_" + DefaultParamInitializer.WEIGHT_KEY);
  }

  private static INDArray bias(Model network, String key) {
    return network.getParam(key + "_" + DefaultParamInitializer.BIAS_KEY);
  }
}
