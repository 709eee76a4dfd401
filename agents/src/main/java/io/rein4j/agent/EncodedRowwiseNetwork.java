package io.rein4j.agent;

import io.rein4j.nn.NetworkLayer;
import io.rein4j.nn.RowwiseNetwork;
import java.util.List;
import java.util.random.RandomGenerator;

/** A network that tells its rows apart, whose inputs are encoded observations. */
final class EncodedRowwiseNetwork implements RowwiseNetwork {

  private final EncodedNetwork encoded;
  private final RowwiseNetwork network;

  /**
   * Makes a network.
   *
   * @param encoded the same network behind the encoding
   * @param network answers for rows
   */
  EncodedRowwiseNetwork(EncodedNetwork encoded, RowwiseNetwork network) {
    this.encoded = encoded;
    this.network = network;
  }

  @Override
  public int inputSize() {
    return encoded.inputSize();
  }

  @Override
  public int outputSize() {
    return encoded.outputSize();
  }

  @Override
  public void drawFrom(RandomGenerator random) {
    network.drawFrom(random);
  }

  @Override
  public List<NetworkLayer> layers() {
    return encoded.layers();
  }

  @Override
  public float[] predict(float[] inputs, int rows) {
    return encoded.predict(inputs, rows);
  }

  @Override
  public float[] forward(float[] inputs, int rows) {
    return encoded.forward(inputs, rows);
  }

  @Override
  public void backward(float[] outputGradient) {
    encoded.backward(outputGradient);
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
