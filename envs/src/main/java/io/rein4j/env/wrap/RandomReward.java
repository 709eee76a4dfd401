package io.rein4j.env.wrap;

import io.rein4j.random.Pcg64;
import io.rein4j.state.State;
import java.io.IOException;

/** Rewards with noise that is independent from step to step. */
final class RandomReward implements RewardTransform {

  /** A change of one reward. */
  interface Noise {
    double apply(double reward, Pcg64 random);
  }

  private final Noise noise;
  private final EpisodeStream stream;

  RandomReward(Noise noise, EpisodeStream stream) {
    this.noise = noise;
    this.stream = stream;
  }

  @Override
  public double apply(double reward, boolean ended) {
    return noise.apply(reward, stream.random());
  }

  @Override
  public void begin(long seed) {
    stream.restart(seed);
  }

  @Override
  public void state(State state) throws IOException {
    stream.state(state);
  }
}
