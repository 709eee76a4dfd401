package io.rein4j.study.analysis;

import io.rein4j.study.plan.Cell;
import io.rein4j.study.plan.RunClipping;
import io.rein4j.study.statistics.Estimate;

/**
 * How reliable the runs of a cell were, and what clipping did in them. Dispersion and risk are of
 * normalised scores; those within a run are averaged over the runs.
 *
 * @param cell the cell
 * @param runs how many runs it has
 * @param failed runs that ended before their budget
 * @param diverged runs that let through a gradient that is not finite
 * @param collapsed runs that lost what they had learned
 * @param reachedThreshold runs that reached the threshold score
 * @param stepsToThreshold the median over runs of the steps to the threshold score, infinite where
 *     fewer than half of them reached it
 * @param dispersionAcrossTime interquartile range of the change from one evaluation to the next
 * @param dispersionAcrossRuns interquartile range over the runs, averaged over the evaluations
 * @param worstChanges the lower CVaR at 5 % of the change from one evaluation to the next
 * @param maxDrawdown the largest fall below an earlier evaluation
 * @param worstRuns the lower CVaR at 5 % of the final scores over the runs
 * @param clipping mean over the runs of what clipping did; of the tail index the median
 * @param seconds median wall-clock time of a run
 * @param environmentStepsPerSecond median over the runs
 */
public record CellResult(
    Cell cell,
    int runs,
    Share failed,
    Share diverged,
    Share collapsed,
    Share reachedThreshold,
    Estimate stepsToThreshold,
    Estimate dispersionAcrossTime,
    Estimate dispersionAcrossRuns,
    Estimate worstChanges,
    Estimate maxDrawdown,
    Estimate worstRuns,
    RunClipping clipping,
    double seconds,
    double environmentStepsPerSecond) {}
