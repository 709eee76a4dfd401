package io.rein4j.agent.replay;

import io.rein4j.random.Pcg64;
import io.rein4j.state.State;
import java.io.IOException;

/**
 * The sampler that draws transitions in proportion to a power of their last error (Schaul et al.
 * 2016, proportional variant), as OpenAI Baselines' {@code PrioritizedReplayBuffer} does: a batch
 * is stratified, one draw from each of its equal shares of the sum; a new transition has the
 * largest priority so far.
 */
final class PrioritizedSampler implements Sampler {

  private final PrioritizedSettings settings;
  private final PriorityTree tree;
  private double largest = 1;

  PrioritizedSampler(PrioritizedSettings settings, int capacity) {
    this.settings = settings;
    this.tree = new PriorityTree(capacity);
  }

  @Override
  public void added(int index) {
    tree.set(index, Math.pow(largest, settings.alpha()));
  }

  @Override
  public void draw(Pcg64 random, int size, double progress, TransitionBatch batch) {
    int[] indices = batch.indices();
    float[] weights = batch.steps().weights();
    double beta = settings.beta().at(progress);
    double share = tree.sum() / indices.length;
    for (int row = 0; row < indices.length; row++) {
      int index = tree.find((row + random.nextDouble()) * share);
      indices[row] = index;
      // (N·P(i))^−β over that of the least probable transition: N and the sum cancel.
      weights[row] = (float) Math.pow(tree.least() / tree.get(index), beta);
    }
  }

  /**
   * A transition whose error is not finite has nothing to teach, and spoils every batch it is in:
   * it gets the least priority there is.
   */
  @Override
  public void learned(TransitionBatch batch) {
    int[] indices = batch.indices();
    float[] errors = batch.steps().errors();
    for (int row = 0; row < indices.length; row++) {
      float error = Float.isFinite(errors[row]) ? errors[row] : 0;
      double priority = error + settings.epsilon();
      tree.set(indices[row], Math.pow(priority, settings.alpha()));
      largest = Math.max(largest, priority);
    }
  }

  @Override
  public void state(State state, int size) throws IOException {
    largest = state.of(largest);
    if (!(largest > 0 && largest < Double.POSITIVE_INFINITY)) {
      throw new IOException(
          "The state holds the largest priority %s, but priorities are finite and > 0."
              .formatted(largest));
    }
    tree.state(state, size);
  }
}
