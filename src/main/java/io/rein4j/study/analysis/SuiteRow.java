package io.rein4j.study.analysis;

import io.rein4j.study.plan.Cell;
import io.rein4j.study.plan.PublishedReturn;
import io.rein4j.study.statistics.Estimate;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a suite has measured of one entry. NaN is "unknown".
 *
 * @param cell the entry: its config's name, and the environment
 * @param steps environment steps of each run
 * @param runs how many runs there were
 * @param failed how many of them ended before their budget
 * @param diverged how many let through a gradient that is not finite
 * @param mean mean over the runs of the mean return of the last evaluation
 * @param iqm interquartile mean of the same, with its 95 % bootstrap interval
 * @param threshold the return that counts as learned
 * @param reached how many runs had an evaluation that reached it; 0 if there is no such return
 * @param stepsToThreshold median over the runs of the steps to the first such evaluation; infinite
 *     where fewer than half had one
 * @param secondsToThreshold the same in seconds of training, evaluations included, on average speed
 * @param stepsPerSecond median over the runs of environment steps a second of training, evaluations
 *     included
 * @param updatesPerSecond median over the runs of gradient steps a second of the same
 * @param clippedFraction mean share of the updates that clipping changed, of all update paths
 * @param clippedFractions the same of each update path by its name; the only one has none
 * @param peakMemoryBytes the largest memory of a worker process while it trained one of the runs,
 *     or of its heap where the system does not tell
 * @param reference what others have published, or null
 */
public record SuiteRow(
    Cell cell,
    long steps,
    int runs,
    int failed,
    int diverged,
    double mean,
    Estimate iqm,
    double threshold,
    int reached,
    double stepsToThreshold,
    double secondsToThreshold,
    double stepsPerSecond,
    double updatesPerSecond,
    double clippedFraction,
    Map<String, Double> clippedFractions,
    double peakMemoryBytes,
    @Nullable PublishedReturn reference) {

  public SuiteRow {
    clippedFractions = Collections.unmodifiableMap(new LinkedHashMap<>(clippedFractions));
  }

  /** {@return whether there is a return that counts as learned} */
  public boolean hasThreshold() {
    return !Double.isNaN(threshold);
  }
}
