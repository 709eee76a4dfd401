package io.rein4j.env.gym;

import io.rein4j.api.Incubating;

/**
 * A server's answer to a step.
 *
 * @param observation the observation after the step
 * @param reward the step's reward
 * @param terminated whether the step reached an end state
 * @param truncated whether a limit cut the episode
 * @param toldApart whether the server tells a limit from an end state; those of old Gym versions do
 *     not, unless their time limit says so in {@code info}, and every end is called terminated
 */
@Incubating
public record GymStep(
    GymValue observation,
    double reward,
    boolean terminated,
    boolean truncated,
    boolean toldApart) {}
