package io.rein4j.dl4j;

import io.rein4j.random.Pcg64;
import java.util.List;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/** Small DL4J networks from 3 inputs over 5 hidden units to 2 outputs, and what they train on. */
final class Networks {

  static final int BATCH = 6;

  private Networks() {}

  static NeuralNetConfiguration.Builder configuration(IUpdater updater) {
    return new NeuralNetConfiguration.Builder().seed(7).updater(updater);
  }

  static MultiLayerNetwork network(NeuralNetConfiguration.Builder configuration) {
    MultiLayerConfiguration layers =
        configuration
            .list()
            .layer(
                new DenseLayer.Builder()
                    .name("first")
                    .nIn(3)
                    .nOut(5)
                    .activation(Activation.TANH)
                    .build())
            .layer(
                new OutputLayer.Builder(LossFunctions.LossFunction.MSE)
                    .name("last")
                    .nOut(2)
                    .nIn(5)
                    .activation(Activation.IDENTITY)
                    .build())
            .build();
    return initialised(layers);
  }

  static MultiLayerNetwork network(IUpdater updater) {
    return network(configuration(updater));
  }

  static MultiLayerNetwork initialised(MultiLayerConfiguration configuration) {
    MultiLayerNetwork network = new MultiLayerNetwork(configuration);
    network.init();
    return network;
  }

  static MultiLayerNetwork dl4jClipped(IUpdater updater, GradientNormalization kind, double by) {
    return network(
        configuration(updater).gradientNormalization(kind).gradientNormalizationThreshold(by));
  }

  /** Examples whose gradients are of norm 10 and more. */
  static DataSet data(long seed) {
    Pcg64 random = new Pcg64(seed);
    INDArray inputs = Nd4j.create(BATCH, 3);
    INDArray labels = Nd4j.create(BATCH, 2);
    for (int row = 0; row < BATCH; row++) {
      for (int i = 0; i < 3; i++) {
        inputs.putScalar(row, i, random.nextGaussian());
      }
      for (int i = 0; i < 2; i++) {
        labels.putScalar(row, i, 30 + 20 * random.nextGaussian());
      }
    }
    return new DataSet(inputs, labels);
  }

  static DataSet poisoned(long seed) {
    DataSet data = data(seed);
    data.getLabels().putScalar(1, 1, Float.NaN);
    return data;
  }

  /** Computes a gradient in one network and applies it to another, as RL4J's learners do. */
  static void applyForeign(MultiLayerNetwork computing, MultiLayerNetwork receiving, DataSet data) {
    computing.setInput(data.getFeatures());
    computing.setLabels(data.getLabels());
    computing.computeGradientAndScore();
    Gradient gradient = computing.gradient();
    receiving
        .getUpdater()
        .update(receiving, gradient, 0, 0, BATCH, LayerWorkspaceMgr.noWorkspaces());
    receiving.params().subi(gradient.gradient());
  }

  /** Returns how far training moves the parameters. */
  static double step(Model network, Runnable training) {
    INDArray before = network.params().dup();
    training.run();
    return network.params().sub(before).norm2Number().doubleValue();
  }

  static List<Float> parameters(Model network) {
    float[] values = network.params().reshape(network.params().length()).toFloatVector();
    return IntStream.range(0, values.length).mapToObj(i -> values[i]).toList();
  }
}
