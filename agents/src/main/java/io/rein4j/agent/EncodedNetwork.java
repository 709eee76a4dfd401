package io.rein4j.agent;

import io.rein4j.nn.Network;
import io.rein4j.nn.NetworkLayer;
import java.util.List;
import java.util.random.RandomGenerator;

/** A network whose inputs are encoded observations. */
final class EncodedNetwork implements Network {

  private final ObservationEncoding encoding;
  private final int observationSize;
  private final Network network;
  private float[] predicting = {};
  private float[] training = {};

  EncodedNetwork(ObservationEncoding encoding, int observationSize, Network network) {
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
  public void drawFrom(RandomGenerator random) {
    network.drawFrom(random);
  }

  @Override
  public List<NetworkLayer> layers() {
    return encoding.before(network.layers());
  }

  @Override
  public float[] predict(float[] inputs, int rows) {
    predicting = encoding.encoded(inputs, rows, predicting);
    return network.predict(predicting, rows);
  }

  @Override
  public float[] forward(float[] inputs, int rows) {
    training = encoding.encoded(inputs, rows, training);
    return network.forward(training, rows);
  }

  @Override
  public void backward(float[] outputGradient) {
    network.backward(outputGradient);
  }
}
