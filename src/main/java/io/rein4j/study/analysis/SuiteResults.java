package io.rein4j.study.analysis;

import io.rein4j.random.Pcg64;
import io.rein4j.random.RandomStreams;
import io.rein4j.study.plan.AnalysisSettings;
import io.rein4j.study.plan.EvaluationPoint;
import io.rein4j.study.plan.RunClipping;
import io.rein4j.study.plan.RunOutcome;
import io.rein4j.study.plan.SuitePlan;
import io.rein4j.study.statistics.Averages;
import io.rein4j.study.statistics.Bootstrap;
import io.rein4j.study.statistics.Estimate;
import io.rein4j.study.statistics.Resampling;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

/**
 * What a suite has measured.
 *
 * @param name the suite's name
 * @param seeds the seeds of every entry
 * @param evaluationEpisodes how many episodes every evaluation played
 * @param rows one an entry
 * @param environments how fast the environments are by themselves, one a kind
 * @param runs what came of every run, entry by entry, in order of the seeds
 */
public record SuiteResults(
    String name,
    List<Long> seeds,
    int evaluationEpisodes,
    List<SuiteRow> rows,
    List<EnvironmentSpeed> environments,
    List<RunOutcome> runs) {

  public SuiteResults {
    seeds = List.copyOf(seeds);
    rows = List.copyOf(rows);
    environments = List.copyOf(environments);
    runs = List.copyOf(runs);
  }

  /**
   * {@return the results of a suite whose runs are over}
   *
   * @param plan the suite
   * @param outcomes what came of its runs
   * @param environments how fast its environments are
   */
  public static SuiteResults of(
      SuitePlan plan, List<RunOutcome> outcomes, List<EnvironmentSpeed> environments) {
    List<SuiteRow> rows = new ArrayList<>();
    Pcg64 random = new RandomStreams(plan.analysis().seed()).stream("suite");
    for (SuitePlan.Entry entry : plan.entries()) {
      List<RunOutcome> own =
          outcomes.stream().filter(outcome -> outcome.cell().equals(entry.cell())).toList();
      rows.add(row(entry, own, plan.analysis(), random));
    }
    return new SuiteResults(
        plan.name(),
        outcomes.stream().map(RunOutcome::seed).distinct().toList(),
        plan.runs().get(0).config().evaluation().episodes(),
        rows,
        environments,
        outcomes);
  }

  private static SuiteRow row(
      SuitePlan.Entry entry, List<RunOutcome> outcomes, AnalysisSettings settings, Pcg64 random) {
    double[] returns = numbers(outcomes, outcome -> finalReturn(outcome, entry.random()));
    double threshold = entry.threshold().orElse(Double.NaN);
    double[] steps = numbers(outcomes, outcome -> stepsTo(threshold, outcome));
    double[] seconds = new double[steps.length];
    for (int i = 0; i < steps.length; i++) {
      RunOutcome outcome = outcomes.get(i);
      seconds[i] = steps[i] / outcome.costs().environmentStepsPerSecond();
    }
    double memory =
        Arrays.stream(numbers(outcomes, outcome -> outcome.costs().peakMemoryBytes()))
            .filter(bytes -> !Double.isNaN(bytes))
            .max()
            .orElse(Double.NaN);
    boolean known = entry.threshold().isPresent();
    return new SuiteRow(
        entry.cell(),
        entry.steps(),
        outcomes.size(),
        (int) outcomes.stream().filter(RunOutcome::failed).count(),
        (int) outcomes.stream().filter(RunOutcome::diverged).count(),
        Arrays.stream(returns).average().orElse(Double.NaN),
        iqm(returns, settings, random),
        threshold,
        (int) Arrays.stream(steps).filter(Double::isFinite).count(),
        known ? median(steps) : Double.NaN,
        known ? median(seconds) : Double.NaN,
        median(numbers(outcomes, outcome -> outcome.costs().environmentStepsPerSecond())),
        median(
            numbers(outcomes, outcome -> outcome.clipping().updates() / outcome.costs().seconds())),
        Arrays.stream(numbers(outcomes, outcome -> outcome.clipping().clippedFraction()))
            .filter(Double::isFinite)
            .average()
            .orElse(Double.NaN),
        RunClipping.clippedFractions(outcomes.stream().map(RunOutcome::clipping).toList()),
        memory,
        entry.reference());
  }

  private static Estimate iqm(double[] returns, AnalysisSettings settings, Pcg64 random) {
    if (Arrays.stream(returns).anyMatch(Double::isNaN)) {
      return Estimate.UNDEFINED;
    }
    if (returns.length < 2) {
      // One run says nothing of how others would differ.
      return new Estimate(returns.length == 1 ? returns[0] : Double.NaN, Double.NaN, Double.NaN);
    }
    return new Bootstrap(settings.replicates())
        .estimate(
            Resampling.stratified(returns.length), Averages.interquartileMean(returns), random);
  }

  private static double[] numbers(List<RunOutcome> outcomes, ToDoubleFunction<RunOutcome> figure) {
    return outcomes.stream().mapToDouble(figure).toArray();
  }

  /** A run that failed counts with its last finite evaluation, or as one by a random agent. */
  private static double finalReturn(RunOutcome outcome, OptionalDouble random) {
    List<EvaluationPoint> evaluations = outcome.evaluations();
    for (int i = evaluations.size() - 1; i >= 0; i--) {
      if (Double.isFinite(evaluations.get(i).mean())) {
        return evaluations.get(i).mean();
      }
    }
    return random.orElse(Double.NaN);
  }

  private static double stepsTo(double threshold, RunOutcome outcome) {
    return outcome.evaluations().stream()
        .filter(evaluation -> evaluation.mean() >= threshold)
        .mapToDouble(EvaluationPoint::step)
        .findFirst()
        .orElse(Double.POSITIVE_INFINITY);
  }

  private static double median(double[] values) {
    double[] known = Arrays.stream(values).filter(value -> !Double.isNaN(value)).sorted().toArray();
    if (known.length == 0) {
      return Double.NaN;
    }
    double low = known[(known.length - 1) / 2];
    double high = known[known.length / 2];
    return low == high ? low : (low + high) / 2;
  }
}
