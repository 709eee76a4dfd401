package io.rein4j.agent.replay;

import io.rein4j.random.Pcg64;
import io.rein4j.state.State;
import java.util.Arrays;

/** The sampler that draws every transition with the same probability; all weigh 1. */
final class UniformSampler implements Sampler {

  @Override
  public void added(int index) {}

  @Override
  public void draw(Pcg64 random, int size, double progress, TransitionBatch batch) {
    int[] indices = batch.indices();
    for (int row = 0; row < indices.length; row++) {
      indices[row] = (int) random.integers(size);
    }
    Arrays.fill(batch.steps().weights(), 1);
  }

  @Override
  public void learned(TransitionBatch batch) {}

  @Override
  public void state(State state, int size) {}
}
