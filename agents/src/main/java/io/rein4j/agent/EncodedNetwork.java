package io.rein4j.agent;

import io.rein4j.nn.RowwiseNetwork;
import java.util.List;

/** A network whose inputs are encoded observations. */
final class EncodedNetwork implements RowwiseNetwork {

  private final ObservationEncoding encoding;
  private final int observationSize;
  private final RowwiseNetwork network;
  private float[] predicting = {};
  private float[] training = {};

  EncodedNetwork(ObservationEncoding encoding, int observationSize, RowwiseNetwork network) {
    this.encoding = encoding;
    this.observationSize = observationSize;
    this.network = network;
  }

  @Override
  public int inputSize() {
    return observationSize;
  }

  @Override
  public int outputSize() {
    return network.outputSize();
  }

  @Override
  public float[] predict(float[] inputs, int rows) {
    predicting = encoded(inputs, rows, predicting);
    return network.predict(predicting, rows);
  }

  @Override
  public float[] forward(float[] inputs, int rows) {
    training = encoded(inputs, rows, training);
    return network.forward(training, rows);
  }

  private float[] encoded(float[] observations, int rows, float[] space) {
    int floats = Math.multiplyExact(rows, encoding.size());
    float[] inputs = space.length < floats ? new float[floats] : space;
    encoding.encode(observations, rows, inputs);
    return inputs;
  }

  @Override
  public void backward(float[] outputGradient) {
    network.backward(outputGradient);
  }

  @Override
  public void backwardRows(float[] outputGradient) {
    network.backwardRows(outputGradient);
  }

  @Override
  public void addSquaredNorms(double[] squaredNorms, List<String> groups) {
    network.addSquaredNorms(squaredNorms, groups);
  }

  @Override
  public void weighRows(double[] weights, List<String> groups) {
    network.weighRows(weights, groups);
  }

  @Override
  public void gradientOfRows(int from, int to) {
    network.gradientOfRows(from, to);
  }
}
