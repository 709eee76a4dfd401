package io.rein4j.nn;

import java.util.ArrayList;
import java.util.List;

/**
 * A network with fixed layers behind it, which make of its outputs what actions are read off. It is
 * there to act: it cannot be learned through.
 */
public final class FollowedNetwork implements LayeredNetwork {

  private final LayeredNetwork network;
  private final List<NetworkLayer> behind;

  /**
   * Makes a network.
   *
   * @param network comes first
   * @param behind layers from its outputs on, at least one
   */
  public FollowedNetwork(LayeredNetwork network, List<NetworkLayer> behind) {
    this.network = network;
    this.behind = List.copyOf(behind);
  }

  @Override
  public int inputSize() {
    return network.inputSize();
  }

  @Override
  public int outputSize() {
    return behind.get(behind.size() - 1).outputs();
  }

  @Override
  public int stateSize() {
    return network.stateSize();
  }

  @Override
  public float[] step(float[] inputs, int rows, float[] states) {
    return NetworkLayer.applyAll(behind, network.step(inputs, rows, states), rows);
  }

  @Override
  public List<NetworkLayer> layers() {
    List<NetworkLayer> all = new ArrayList<>(network.layers());
    all.addAll(behind);
    return all;
  }
}
