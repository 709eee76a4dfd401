package io.rein4j.env.gym;

/**
 * What a server answered to a step.
 *
 * @param observation the observation after the step
 * @param reward the step's reward
 * @param terminated whether the step reached an end state
 * @param truncated whether a limit cut the episode; servers of old Gym versions do not tell it
 *     apart from an end state, unless their time limit says so in {@code info}
 */
public record GymStep(GymValue observation, double reward, boolean terminated, boolean truncated) {}
