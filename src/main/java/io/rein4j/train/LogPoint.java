package io.rein4j.train;

import io.rein4j.clip.ClippingStatistics;
import io.rein4j.clip.NormWindows;
import java.util.Map;

/**
 * The figures of a stretch of training, since the log point before.
 *
 * @param step agent steps over all environments
 * @param frames environment steps over all environments
 * @param episodes finished episodes
 * @param seconds wall-clock time of training so far, resumed stretches included
 * @param stepsPerSecond agent steps per second since the last log point
 * @param meanReturn mean return of the last 100 episodes, NaN if there is none
 * @param meanLength mean length of the last 100 episodes, NaN if there is none
 * @param metrics the agent's figures by name, NaN where undefined
 * @param updates what was clipped; valid only while a listener is called
 * @param norms the run's last norms; valid only while a listener is called
 */
public record LogPoint(
    long step,
    long frames,
    long episodes,
    double seconds,
    double stepsPerSecond,
    double meanReturn,
    double meanLength,
    Map<String, Double> metrics,
    ClippingStatistics updates,
    NormWindows norms) {}
