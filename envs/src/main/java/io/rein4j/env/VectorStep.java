package io.rein4j.env;

/**
 * The outcome of one step of several environments, on flat arrays that belong to the environments
 * and are overwritten by their next step.
 */
public interface VectorStep {

  /** The masks of environments that have none. */
  boolean[] NO_MASKS = {};

  /** {@return the number of environments} */
  int count();

  /** {@return count × observation size floats: what each environment's agent sees now} */
  float[] observations();

  /** {@return each environment's reward of the last step} */
  double[] rewards();

  /** {@return whether the last step reached an end state, for each environment} */
  boolean[] terminated();

  /** {@return whether a limit cut the episode at the last step, for each environment} */
  boolean[] truncated();

  /**
   * {@return count × observation size floats: the last observation of the episode that the last
   * step ended; only the rows of environments that are terminated or truncated mean anything}
   */
  float[] finalObservations();

  /**
   * {@return count × mask size booleans: which actions make sense as each environment's next one
   * ({@link ActionMask}); empty if the environments do not tell}
   */
  default boolean[] actionMasks() {
    return NO_MASKS;
  }

  /**
   * {@return count × mask size booleans: which actions would have made sense behind the final
   * observations of truncated episodes; empty if the environments do not tell}
   */
  default boolean[] finalActionMasks() {
    return NO_MASKS;
  }
}
