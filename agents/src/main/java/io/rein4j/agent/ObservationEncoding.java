package io.rein4j.agent;

import io.rein4j.env.Discrete;
import io.rein4j.env.Space;
import io.rein4j.env.SpaceNotes;
import io.rein4j.nn.Convolution;
import io.rein4j.nn.Layer;
import io.rein4j.nn.MaxPool;
import io.rein4j.nn.OneHot;
import io.rein4j.nn.Sequential;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The encoding of observations as a network's inputs: numbers and bits as they are, an integer as
 * one input for each of its values, 1 for the one it has and 0 for the others.
 *
 * <p>Memories keep observations as they are; they are encoded where a network reads them.
 */
public final class ObservationEncoding {

  private final Space space;

  /** Null where there are no integers. */
  private final @Nullable OneHot oneHot;

  private ObservationEncoding(Space space, @Nullable OneHot oneHot) {
    this.space = space;
    this.oneHot = oneHot;
  }

  /**
   * {@return the encoding of a space's values}
   *
   * @param space the space of observations
   */
  public static ObservationEncoding of(Space space) {
    List<Discrete> integers = space.integers();
    return new ObservationEncoding(
        space,
        integers.isEmpty()
            ? null
            : new OneHot(
                integers.stream().map(Discrete::n).toList(),
                integers.stream().map(Discrete::start).toList()));
  }

  /** {@return the number of inputs that one observation becomes} */
  public int size() {
    return oneHot == null ? space.size() : oneHot.outputs();
  }

  /** {@return whether inputs are the observations themselves} */
  public boolean isIdentity() {
    return oneHot == null;
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
    if (oneHot == null) {
      System.arraycopy(observations, 0, inputs, 0, rows * size());
    } else {
      oneHot.encode(observations, rows, inputs);
    }
  }

  /** {@return the dimensions of one observation's inputs; none means a single number} */
  public List<Integer> inputShape() {
    return isIdentity() ? Arrays.stream(space.shape()).boxed().toList() : List.of(size());
  }

  /**
   * {@return a network of observations: the encoding, and the given network behind it}
   *
   * @param network takes {@link #size()} inputs
   * @throws IllegalArgumentException if it takes another number of inputs, or if it begins with a
   *     convolution that does not scale bytes
   */
  public Sequential before(Sequential network) {
    if (network.inputs() != size()) {
      throw new IllegalArgumentException(
          "Observations of %s become %s inputs, but the network takes %s."
              .formatted(space, size(), network.inputs()));
    }
    Layer first =
        network.layers().stream()
            .filter(layer -> !(layer instanceof MaxPool))
            .findFirst()
            .orElse(null);
    if (first instanceof Convolution convolution
        && convolution.inputScale() == 1
        && SpaceNotes.holdsBytes(space)) {
      throw new IllegalArgumentException(
          "Observations of %s hold bytes, from 0 to 255, which convolutions do not learn from as they are: give the network 'input-scale: 255', or use the wrapper 'observation-normalization'."
              .formatted(space));
    }
    List<Layer> all = new ArrayList<>();
    if (oneHot != null) {
      all.add(oneHot);
    }
    all.addAll(network.layers());
    return new Sequential(all);
  }
}
