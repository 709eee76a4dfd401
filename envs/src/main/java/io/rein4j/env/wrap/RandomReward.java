package io.rein4j.env.wrap;

import io.rein4j.random.Pcg64;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Rewards with noise that is independent from step to step. */
final class RandomReward implements RewardTransform {

  /** What happens to one reward. */
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
  public void writeState(DataOutput out) throws IOException {
    stream.writeState(out);
  }

  @Override
  public void readState(DataInput in) throws IOException {
    stream.readState(in);
  }
}
