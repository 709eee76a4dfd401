package io.rein4j.train;

import io.rein4j.clip.ClippingStatistics;

/**
 * A finished episode, and what was clipped in the updates that are its own.
 *
 * <p>On-policy, those are the updates of every rollout that holds at least one of its transitions;
 * otherwise, as with a replay memory, those made while it was running.
 *
 * @param episode number of the episode in the run, from 0, in the order of the rows
 * @param env index of its environment
 * @param step agent steps over all environments at its end
 * @param frames environment steps over all environments at its end
 * @param episodeReturn sum of the innermost environment's rewards
 * @param length number of the innermost environment's steps
 * @param trainingReturn sum of the rewards that the agent was given
 * @param terminated whether an end state was reached
 * @param truncated whether a limit cut it
 * @param updates what was clipped; valid only while a listener is called
 * @param normKurtosis kurtosis of the run's last norms, NaN if undefined
 * @param tailIndex Hill's estimate of the tail index of the run's last norms, NaN if undefined
 */
public record EpisodeRecord(
    long episode,
    int env,
    long step,
    long frames,
    double episodeReturn,
    long length,
    double trainingReturn,
    boolean terminated,
    boolean truncated,
    ClippingStatistics updates,
    double normKurtosis,
    double tailIndex) {}
