package io.rein4j.rl4j;

import io.rein4j.clip.ClippingStatistics;

/**
 * One episode of RL4J's training, and what clipping did to the updates made while it ran.
 *
 * @param episode its number, from 0, in the order in which episodes ended
 * @param reward the sum of its rewards
 * @param length its steps
 * @param updates of every network that was clipped; an update of two networks counts twice
 */
public record ClippedEpisode(long episode, double reward, int length, ClippingStatistics updates) {}
