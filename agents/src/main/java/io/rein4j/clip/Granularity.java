package io.rein4j.clip;

/**
 * The part of a gradient that a clipping rule must see at once: whoever has only parts of one can
 * apply the rules that do not reach beyond a part.
 */
public enum Granularity {
  /** Every parameter by itself, or less. */
  PARAMETER,

  /** All parameters of a layer. */
  LAYER,

  /** The whole gradient. */
  GRADIENT
}
