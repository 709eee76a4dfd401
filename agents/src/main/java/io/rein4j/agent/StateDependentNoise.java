package io.rein4j.agent;

import io.rein4j.api.Incubating;
import io.rein4j.clip.ParameterLayout.Block;
import io.rein4j.math.VectorMath;
import io.rein4j.nn.Parameters;
import io.rein4j.nn.StateDependentLogStd;
import io.rein4j.random.Pcg64;
import org.jspecify.annotations.Nullable;

/**
 * The noise of state-dependent exploration: each environment's features times its own matrix, drawn
 * when a rollout starts and at intervals after that.
 */
@Incubating
public final class StateDependentNoise {

  private final Parameters parameters;
  private final Block logStd;
  private final int inputs;
  private final int actions;
  private final @Nullable Integer sampleFrequency;
  private final float[] matrices;

  /**
   * Makes noise of matrices that are yet to be drawn.
   *
   * @param parameters hold the logarithms of the matrices' deviations
   * @param logStd whose they are
   * @param environments a matrix for each
   * @param sampleFrequency steps of a rollout after which new ones are drawn; null for only at its
   *     start
   */
  public StateDependentNoise(
      Parameters parameters,
      StateDependentLogStd logStd,
      int environments,
      @Nullable Integer sampleFrequency) {
    this.parameters = parameters;
    this.logStd = parameters.layout().block(logStd.name());
    this.inputs = logStd.inputs();
    this.actions = logStd.outputs();
    this.sampleFrequency = sampleFrequency;
    this.matrices =
        new float[Math.multiplyExact(environments, Math.multiplyExact(inputs, actions))];
  }

  /**
   * Draws new matrices, if it is time.
   *
   * @param stepOfRollout steps that each environment has taken in it
   * @param random the source of randomness
   */
  public void beforeStep(int stepOfRollout, Pcg64 random) {
    if (stepOfRollout == 0 || (sampleFrequency != null && stepOfRollout % sampleFrequency == 0)) {
      for (int from = 0; from < matrices.length; from += inputs * actions) {
        draw(random, from);
      }
    }
  }

  /** Draws an environment's matrix with the present deviations. */
  private void draw(Pcg64 random, int from) {
    float[] values = parameters.values();
    for (int i = 0; i < logStd.length(); i++) {
      matrices[from + i] =
          (float) (VectorMath.exp(values[logStd.offset() + i]) * random.nextGaussian());
    }
  }

  /**
   * Writes each environment's noise over the rows of an array.
   *
   * @param features a row for each environment
   * @param environments how many
   * @param noise receives a row of an action's size for each
   * @param from index of the first row's first float
   */
  public void write(float[] features, int environments, float[] noise, int from) {
    for (int env = 0; env < environments; env++) {
      for (int action = 0; action < actions; action++) {
        float sum = 0;
        int element = env * inputs * actions + action;
        for (int h = 0; h < inputs; h++) {
          sum += features[env * inputs + h] * matrices[element + h * actions];
        }
        noise[from + env * actions + action] = sum;
      }
    }
  }

  /** {@return the matrices themselves, environments × inputs × actions} */
  public float[] matrices() {
    return matrices;
  }
}
