package io.rein4j.study.analysis;

import io.rein4j.agent.PathFigures;
import io.rein4j.record.ScopeFigures;
import io.rein4j.study.plan.Cell;
import io.rein4j.study.plan.PublishedReturn;
import io.rein4j.study.statistics.Estimate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
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

  private static final List<ResultColumn<SuiteRow>> ENTRY =
      List.of(
          ResultColumn.of("config", "config", row -> row.cell().level()),
          ResultColumn.of("environment", "environment", row -> row.cell().environment()));

  private static final List<ResultColumn<SuiteRow>> FIGURES =
      List.of(
          ResultColumn.of("steps", "steps", SuiteRow::steps),
          ResultColumn.of("runs", "runs", SuiteRow::runs),
          ResultColumn.of("failed", "failed", SuiteRow::failed),
          ResultColumn.of("diverged", "diverged", SuiteRow::diverged),
          ResultColumn.of("return_mean", "mean", SuiteRow::mean),
          ResultColumn.estimate("return_iqm", "return, 95% interval", SuiteRow::iqm),
          ResultColumn.of("threshold", "threshold", SuiteRow::threshold),
          ResultColumn.of(
              "reached", "reached", row -> row.hasThreshold() ? row.reached : OptionalLong.empty()),
          ResultColumn.of("steps_to_threshold", "steps to learn", SuiteRow::stepsToThreshold),
          ResultColumn.share(
              ScopeFigures.CLIPPED_FRACTION.key(),
              ScopeFigures.CLIPPED_FRACTION.heading(),
              SuiteRow::clippedFraction),
          ResultColumn.of("reference_return", "published", SuiteRow::referenceReturn),
          ResultColumn.of("reference_source", "where", SuiteRow::referenceSource));

  /**
   * {@return what files hold, and pages show, but for what is something else whenever the suite is
   * run}
   *
   * @param paths the names of several update paths
   */
  public static List<ResultColumn<SuiteRow>> columns(Collection<String> paths) {
    List<ResultColumn<SuiteRow>> columns = new ArrayList<>(ENTRY);
    columns.addAll(FIGURES);
    for (String path : paths) {
      columns.add(
          ResultColumn.share(
              PathFigures.name(ScopeFigures.CLIPPED_FRACTION.key(), path),
              ScopeFigures.CLIPPED_FRACTION.heading(),
              row -> row.clippedFractions.getOrDefault(path, Double.NaN)));
    }
    return columns;
  }

  /**
   * {@return the rest, which the clock and the system tell}
   *
   * @param speeds steps a second of each environment by itself
   */
  public static List<ResultColumn<SuiteRow>> timing(Map<String, Double> speeds) {
    return ResultColumn.concat(
        ENTRY,
        List.of(
            ResultColumn.of(
                "seconds_to_threshold", "seconds to learn", SuiteRow::secondsToThreshold),
            ResultColumn.of("steps_per_second", "environment steps/s", SuiteRow::stepsPerSecond),
            ResultColumn.of(
                "environment_steps_per_second",
                "steps/s of the environment",
                row -> speeds.getOrDefault(row.cell.environment(), Double.NaN)),
            ResultColumn.of("updates_per_second", "updates/s", SuiteRow::updatesPerSecond),
            ResultColumn.of("peak_memory_bytes", "memory", SuiteRow::peakMemoryBytes)));
  }

  public SuiteRow {
    clippedFractions = Collections.unmodifiableMap(new LinkedHashMap<>(clippedFractions));
  }

  /** {@return the return that others have published; NaN if they have not} */
  public double referenceReturn() {
    return reference == null ? Double.NaN : reference.mean();
  }

  /** {@return where that was published; empty if it was not} */
  public String referenceSource() {
    return reference == null ? "" : reference.source();
  }

  /** {@return whether there is a return that counts as learned} */
  public boolean hasThreshold() {
    return !Double.isNaN(threshold);
  }
}
