package io.rein4j.agent;

import io.rein4j.env.Box;
import io.rein4j.env.Discrete;
import io.rein4j.env.MultiDiscrete;
import io.rein4j.env.Space;
import io.rein4j.nn.Network;
import io.rein4j.nn.NetworkLayer;
import io.rein4j.nn.OneHotLayer;
import io.rein4j.nn.RecurrentNetwork;
import io.rein4j.nn.RowwiseNetwork;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How observations become a network's inputs: a {@link Box}'s floats as they are, an integer of any
 * other space as one input for each of its values, 1 for the one it has and 0 for the others.
 *
 * <p>Memories keep observations as they are; they are encoded where a network reads them.
 */
public final class ObservationEncoding {

  private final Space space;

  /** One for each integer of an observation; empty for a box. */
  private final Discrete[] integers;

  private final int size;

  private ObservationEncoding(Space space, Discrete... integers) {
    this.space = space;
    this.integers = integers;
    this.size =
        integers.length == 0
            ? space.size()
            : Arrays.stream(integers).mapToInt(Discrete::n).reduce(0, Math::addExact);
  }

  /**
   * {@return the encoding of a space's values}
   *
   * @param space the space of observations
   */
  public static ObservationEncoding of(Space space) {
    if (space instanceof Discrete integer) {
      return new ObservationEncoding(space, integer);
    }
    if (space instanceof MultiDiscrete several) {
      return new ObservationEncoding(space, several.parts());
    }
    return new ObservationEncoding(space);
  }

  /** {@return the number of inputs that one observation becomes} */
  public int size() {
    return size;
  }

  /** {@return whether inputs are the observations themselves} */
  public boolean isIdentity() {
    return integers.length == 0;
  }

  /**
   * Encodes observations.
   *
   * @param observations rows × observation size floats
   * @param rows number of observations
   * @param inputs receives rows × {@link #size()} floats
   * @throws IllegalArgumentException if an observation is not in the space
   */
  public void encode(float[] observations, int rows, float[] inputs) {
    if (isIdentity()) {
      System.arraycopy(observations, 0, inputs, 0, rows * size);
      return;
    }
    Arrays.fill(inputs, 0, rows * size, 0);
    int read = 0;
    int written = 0;
    for (int row = 0; row < rows; row++) {
      for (Discrete integer : integers) {
        inputs[written + integer.value(observations, read) - integer.start()] = 1;
        read++;
        written += integer.n();
      }
    }
  }

  /** {@return the encoding, which is not the identity, and layers behind it} */
  List<NetworkLayer> before(List<NetworkLayer> layers) {
    List<NetworkLayer> all = new ArrayList<>();
    all.add(
        new OneHotLayer(
            Arrays.stream(integers).map(Discrete::n).toList(),
            Arrays.stream(integers).map(Discrete::start).toList()));
    all.addAll(layers);
    return all;
  }

  /** Returns encoded observations, in an array that is given or, if it is too short, a new one. */
  float[] encoded(float[] observations, int rows, float[] given) {
    int floats = Math.multiplyExact(rows, size);
    float[] inputs = given.length < floats ? new float[floats] : given;
    encode(observations, rows, inputs);
    return inputs;
  }

  /** {@return the dimensions of one observation's inputs; none means a single number} */
  public List<Integer> inputShape() {
    return isIdentity() ? Arrays.stream(space.shape()).boxed().toList() : List.of(size);
  }

  /**
   * {@return a network of observations in front of a network of inputs, which tells its rows apart
   * if that does; the network itself if they are the same}
   *
   * @param network takes {@link #size()} inputs
   */
  public Network before(Network network) {
    requireInputs(network.inputSize());
    if (isIdentity()) {
      return network;
    }
    EncodedNetwork encoded = new EncodedNetwork(this, space.size(), network);
    return network instanceof RowwiseNetwork rows
        ? new EncodedRowwiseNetwork(encoded, rows)
        : encoded;
  }

  /**
   * {@return a recurrent network of observations in front of one of inputs; the network itself if
   * they are the same}
   *
   * @param network takes {@link #size()} inputs
   */
  public RecurrentNetwork before(RecurrentNetwork network) {
    requireInputs(network.inputSize());
    return isIdentity() ? network : new EncodedRecurrentNetwork(this, space.size(), network);
  }

  private void requireInputs(int inputs) {
    if (inputs != size) {
      throw new IllegalArgumentException(
          "Observations of %s become %s inputs, but the network takes %s."
              .formatted(space, size, inputs));
    }
  }
}
