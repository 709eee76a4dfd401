package io.rein4j.agent.pg;

import io.rein4j.nn.LatentDeviation;
import io.rein4j.random.Pcg64;
import org.jspecify.annotations.Nullable;

/**
 * The noise of state-dependent exploration: each environment's features times its own matrix, drawn
 * when a rollout starts and at intervals after that.
 */
final class StateDependentNoise {

  private final LatentDeviation deviation;
  private final int latents;
  private final int actions;
  private final @Nullable Integer sampleFrequency;
  private final float[] matrices;

  StateDependentNoise(
      LatentDeviation deviation,
      int latents,
      int actions,
      int environments,
      @Nullable Integer sampleFrequency) {
    this.deviation = deviation;
    this.latents = latents;
    this.actions = actions;
    this.sampleFrequency = sampleFrequency;
    this.matrices =
        new float[Math.multiplyExact(environments, Math.multiplyExact(latents, actions))];
  }

  void beforeStep(int stepOfRollout, Pcg64 random) {
    if (stepOfRollout == 0 || (sampleFrequency != null && stepOfRollout % sampleFrequency == 0)) {
      for (int from = 0; from < matrices.length; from += latents * actions) {
        deviation.sample(random, matrices, from);
      }
    }
  }

  /** Writes each environment's noise over the rows of an array. */
  void write(float[] features, int environments, float[] noise, int from) {
    for (int env = 0; env < environments; env++) {
      for (int action = 0; action < actions; action++) {
        float sum = 0;
        int element = env * latents * actions + action;
        for (int h = 0; h < latents; h++) {
          sum += features[env * latents + h] * matrices[element + h * actions];
        }
        noise[from + env * actions + action] = sum;
      }
    }
  }

  /** Returns the matrices themselves, environments × latents × actions. */
  float[] matrices() {
    return matrices;
  }
}
