package io.rein4j.agent.pg;

import io.rein4j.agent.GreedyPolicy;
import io.rein4j.env.Space;
import io.rein4j.env.VectorStep;
import java.util.Arrays;

/** Acting by the most probable actions, with the actor's memory of each episode. */
final class GreedyActor implements GreedyPolicy {

  private final ActorCriticNetworks networks;
  private final Policy policy;
  private final MaskedLogits logits;
  private final int rows;
  private final int stateSize;
  private final float[] states;

  GreedyActor(ActorCriticNetworks networks, Policy policy, Space actions, int rows) {
    this.networks = networks;
    this.policy = policy;
    this.logits = new MaskedLogits(actions);
    this.rows = rows;
    this.stateSize = networks.actorStateSize();
    this.states = new float[Math.multiplyExact(rows, stateSize)];
  }

  @Override
  public void act(float[] observations, float[] actions) {
    act(observations, VectorStep.NO_MASKS, actions);
  }

  @Override
  public void act(float[] observations, boolean[] masks, float[] actions) {
    float[] outputs = networks.outputs(observations, rows, states);
    policy.mode(logits.of(outputs, masks, rows), rows, actions);
  }

  @Override
  public void startEpisode(int row) {
    Arrays.fill(states, row * stateSize, (row + 1) * stateSize, 0);
  }
}
