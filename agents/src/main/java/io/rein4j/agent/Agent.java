package io.rein4j.agent;

import io.rein4j.env.VectorEnv;
import io.rein4j.env.VectorStep;

/**
 * An agent that acts in several environments at once and learns from what comes of it.
 *
 * <p>Training alternates {@link #act} and {@link #observe}, one pair per step of the environments.
 * An agent knows nothing of files, clocks or episodes' statistics.
 */
public interface Agent extends Learner {

  /**
   * Chooses an action for every environment, exploring as the agent does while it learns.
   *
   * @param observations environments × observation size floats
   * @param actions receives environments × action size floats
   */
  void act(float[] observations, float[] actions);

  /**
   * Chooses an action for every environment as {@link #act(float[], float[])} does, but only among
   * those that make sense, if the settings' {@link LearnerSettings#keepsToMasks} say that it can.
   *
   * @param observations environments × observation size floats
   * @param masks environments × mask size booleans ({@link io.rein4j.env.ActionMask}); empty if the
   *     environments have no masks
   * @param actions receives environments × action size floats
   */
  default void act(float[] observations, boolean[] masks, float[] actions) {
    act(observations, actions);
  }

  /**
   * Takes in what the actions of the last {@link #act} led to, and learns when there is enough.
   *
   * @param step what the environments answered
   * @param updates hears of every update that is made
   * @return whether the agent learned
   * @throws NonFiniteGradientException if the clipping settings say that the run must stop
   */
  boolean observe(VectorStep step, UpdateListener updates);

  /**
   * {@return whether the agent stands between two rollouts, where training may end; always, for an
   * agent that learns from a replay memory}
   */
  boolean atRolloutBoundary();

  /** Learns until the training is over and the last rollout is learned from. */
  @Override
  default void learn(Training training) {
    VectorEnv environments = training.environments();
    float[] actions = new float[environments.count() * environments.actionSpace().size()];
    while (!(training.isOver() && atRolloutBoundary())) {
      act(environments.observations(), environments.actionMasks(), actions);
      training.step(actions);
      training.learned(observe(environments, training.updates()));
    }
  }

  @Override
  default boolean canResume() {
    return true;
  }
}
