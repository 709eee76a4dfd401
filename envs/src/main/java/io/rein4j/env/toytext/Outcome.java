package io.rein4j.env.toytext;

/**
 * A possible outcome of an action.
 *
 * @param probability how likely it is
 * @param state the state after the step
 * @param reward the reward of the step
 * @param terminated whether it ends the episode
 */
record Outcome(double probability, int state, double reward, boolean terminated) {}
