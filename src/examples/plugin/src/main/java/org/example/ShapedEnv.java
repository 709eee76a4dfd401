package org.example;

import io.rein4j.env.Env;
import io.rein4j.env.ForwardingEnv;
import io.rein4j.state.State;
import java.io.IOException;

/** An environment with the rewards of {@link DistanceShaping}. */
final class ShapedEnv extends ForwardingEnv {

  private final double weight;
  private final double gamma;
  private final int size;
  private double potential;

  ShapedEnv(Env env, double weight, double gamma) {
    super(env);
    this.weight = weight;
    this.gamma = gamma;
    this.size = env.observationSpace().size();
  }

  @Override
  public void reset(long seed, float[] observation, int offset) {
    super.reset(seed, observation, offset);
    potential = potential(observation, offset);
  }

  @Override
  public void reset(float[] observation, int offset) {
    super.reset(observation, offset);
    potential = potential(observation, offset);
  }

  @Override
  public double step(float[] action, int actionOffset, float[] observation, int offset) {
    double reward = super.step(action, actionOffset, observation, offset);
    double before = potential;
    // An end state has no potential; a state at which an episode is merely cut has its own.
    potential = terminated() ? 0 : potential(observation, offset);
    return reward + gamma * potential - before;
  }

  private double potential(float[] observation, int offset) {
    double squares = 0;
    for (int i = 0; i < size; i++) {
      squares += (double) observation[offset + i] * observation[offset + i];
    }
    return -weight * Math.sqrt(squares);
  }

  @Override
  protected void ownState(State state) throws IOException {
    potential = state.of(potential);
  }
}
