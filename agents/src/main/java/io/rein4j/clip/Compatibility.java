package io.rein4j.clip;

/**
 * The libraries whose way of comparing a norm N with a threshold c a norm rule can follow, to one
 * unit in the sixth digit.
 *
 * <p>Where Rein4J's own rules leave a gradient alone whose norm exceeds the threshold by less than
 * floats can tell, these do what the library does. They do not follow it where its float arithmetic
 * overflows or vanishes: {@code [1e25, 1]} clipped to 1 is {@code [1, 1e-25]} in every mode, and
 * NaN and infinity are the business of {@link NonFinitePolicy}. A rule that drops updates instead
 * of clipping them ({@link OnExceed#SKIP}) compares N itself with c in every mode.
 */
public enum Compatibility {
  /** {@code clip_grad_norm_} of PyTorch: g · min(1, c / (N + 10⁻⁶)), for any norm type. */
  TORCH(1e-6),

  /** {@code clip_by_global_norm} of optax: {@code g} if {@code N < c}, else g / N · c. */
  OPTAX(0),

  /** {@code clip_by_global_norm} and {@code clip_by_norm} of TensorFlow: g · c / max(N, c). */
  TENSORFLOW(0),

  /** {@code global_clipnorm} and {@code clipnorm} of Keras: g · c / max(N, c). */
  KERAS(0),

  /** {@code ClipL2PerLayer} and {@code ClipL2PerParamType} of DL4J: g · c / N if {@code N > c}. */
  DL4J(0);

  private final double epsilon;

  Compatibility(double epsilon) {
    this.epsilon = epsilon;
  }

  /** Returns what a norm counts as when it is compared with a threshold and divided by. */
  double length(double norm) {
    return norm + epsilon;
  }

  /** Returns whether the library knows a p-norm. */
  boolean knows(double p) {
    return p == 2 || this == TORCH;
  }
}
