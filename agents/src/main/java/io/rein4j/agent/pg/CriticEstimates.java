package io.rein4j.agent.pg;

import io.rein4j.agent.ReturnEstimates;
import java.util.Arrays;

/** A critic's values, with its memory of each episode. */
final class CriticEstimates implements ReturnEstimates {

  private final ActorCriticNetworks networks;
  private final int rows;
  private final int stateSize;
  private final float[] states;

  CriticEstimates(ActorCriticNetworks networks, int rows) {
    this.networks = networks;
    this.rows = rows;
    this.stateSize = networks.valueStateSize();
    this.states = new float[Math.multiplyExact(rows, stateSize)];
  }

  @Override
  public int size() {
    return 1;
  }

  @Override
  public float[] of(float[] observations, float[] actions) {
    return networks.values(observations, rows, states);
  }

  @Override
  public void startEpisode(int row) {
    Arrays.fill(states, row * stateSize, (row + 1) * stateSize, 0);
  }
}
