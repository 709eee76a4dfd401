package io.rein4j.agent;

import io.rein4j.nn.NetworkLayer;
import io.rein4j.nn.RecurrentNetwork;
import io.rein4j.nn.Sequences;
import java.util.List;
import java.util.random.RandomGenerator;

/** A recurrent network whose inputs are encoded observations. */
final class EncodedRecurrentNetwork implements RecurrentNetwork {

  private final ObservationEncoding encoding;
  private final int observationSize;
  private final RecurrentNetwork network;
  private float[] stepping = {};
  private float[] training = {};

  EncodedRecurrentNetwork(
      ObservationEncoding encoding, int observationSize, RecurrentNetwork network) {
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
  public int stateSize() {
    return network.stateSize();
  }

  @Override
  public List<NetworkLayer> layers() {
    return encoding.before(network.layers());
  }

  @Override
  public void drawFrom(RandomGenerator random) {
    network.drawFrom(random);
  }

  @Override
  public float[] step(float[] inputs, int rows, float[] states) {
    stepping = encoding.encoded(inputs, rows, stepping);
    return network.step(stepping, rows, states);
  }

  @Override
  public float[] forward(float[] inputs, Sequences sequences, float[] states) {
    training = encoding.encoded(inputs, sequences.rows(), training);
    return network.forward(training, sequences, states);
  }

  @Override
  public void backward(float[] outputGradient) {
    network.backward(outputGradient);
  }
}
