package io.rein4j.optim;

/**
 * When an optimizer starts anew, and with what. In reinforcement learning the objective changes all
 * at once when an agent has a new rollout or a new target network; what the optimizer has kept is
 * then of another objective.
 *
 * <p>An agent that makes one update a rollout has no use for it: each would be the optimizer's
 * first.
 *
 * @param what what starts anew: {@code steps} only the step count used for bias correction
 *     (Adam-Rel, Ellis et al. 2024), {@code moments} everything that the optimizer keeps (Asadi et
 *     al. 2023)
 * @param at when: {@code rollout}, before the updates of each rollout; {@code target}, at each copy
 *     of a DQN's network to its target network
 */
public record OptimizerReset(What what, At at) {

  /** Adam-Rel's. */
  public static final What DEFAULT_WHAT = What.STEPS;

  /** What an optimizer forgets. */
  public enum What {
    /** The step count used for bias correction. */
    STEPS,
    /** Everything: the averages of gradients, and how many steps it has made. */
    MOMENTS
  }

  /** A moment at which an agent's objective changes. */
  public enum At {
    /** A rollout is complete, and is about to be learned from. */
    ROLLOUT,
    /** A target network has become a copy of the network that learns. */
    TARGET
  }
}
