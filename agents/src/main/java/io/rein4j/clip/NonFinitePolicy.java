package io.rein4j.clip;

/**
 * The clipping stage's policy for a gradient that holds NaN or infinite elements.
 *
 * <p>Parameters that become NaN or infinite are another matter: where update clipping measures
 * them, training stops under every policy but {@link #PROPAGATE}.
 */
public enum NonFinitePolicy {
  /** The update is refused and training stops. */
  FAIL,

  /** The update is dropped: gradient, parameters, optimizer and rule state stay as they are. */
  SKIP,

  /** The elements that are not finite become 0 and are counted; norms are of what remains. */
  ZERO,

  /** The gradient goes on as it is, no rule sees it, and the run counts as diverged. */
  PROPAGATE
}
