package io.rein4j.study.analysis;

import io.rein4j.study.plan.Cell;
import io.rein4j.study.plan.EvaluationPoint;
import io.rein4j.study.plan.RunClipping;
import io.rein4j.study.statistics.Averages;
import io.rein4j.study.statistics.Bootstrap;
import io.rein4j.study.statistics.Estimate;
import io.rein4j.study.statistics.Quantiles;
import io.rein4j.study.statistics.Reliability;
import io.rein4j.study.statistics.Resampling;
import io.rein4j.study.statistics.Spreads;
import io.rein4j.study.statistics.Statistic;
import io.rein4j.study.statistics.Tolerance;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** How reliable each cell's runs were, and what clipping did in them. */
final class CellResults {

  private static final double TAIL = 0.05;

  private final StudyScores scores;
  private final Bootstrap bootstrap;

  CellResults(StudyScores scores) {
    this.scores = scores;
    this.bootstrap = new Bootstrap(scores.settings().replicates());
  }

  List<CellResult> all() {
    return scores.design().cells().stream().map(this::one).toList();
  }

  private CellResult one(Cell cell) {
    List<RunScore> runs = scores.of(cell);
    List<RunScoring> curves = scores.scorings(cell);
    double[] finals = values(runs, RunScore::finalScore);
    double[] steps =
        values(
            runs,
            run ->
                run.stepsToThreshold().isPresent()
                    ? run.stepsToThreshold().getAsLong()
                    : Double.POSITIVE_INFINITY);
    CellResult result =
        new CellResult(
            cell,
            runs.size(),
            share(runs, RunScore::failing),
            share(runs, RunScore::solved),
            share(runs, run -> run.run().failed()),
            share(runs, run -> run.run().diverged()),
            share(runs, RunScore::collapsed),
            share(runs, run -> run.stepsToThreshold().isPresent()),
            estimate(cell, "steps", steps, Averages::median),
            estimate(
                cell, "time", ofChanges(curves, Quantiles::interquartileRange), Averages::mean),
            acrossRuns(cell, curves),
            estimate(
                cell,
                "changes",
                ofChanges(curves, changes -> Reliability.lowerCvar(changes, TAIL)),
                Averages::mean),
            estimate(cell, "drawdown", falls(runs, curves), Averages::mean),
            estimate(cell, "worst", finals, values -> Spreads.lowerCvar(values, TAIL)),
            Arrays.stream(finals).min().orElse(Double.NaN),
            Tolerance.share(runs.size(), ComparisonFamily.LEVEL / scores.design().looks().size()),
            clipping(runs.stream().map(run -> run.run().clipping()).toList()),
            median(values(runs, run -> run.run().costs().seconds())),
            median(values(runs, run -> run.run().costs().environmentStepsPerSecond())),
            "");
    return result.withSentence(Sentences.of(result));
  }

  /** The largest fall of each run, NaN of those that never reached the threshold score. */
  private static double[] falls(List<RunScore> runs, List<RunScoring> curves) {
    return IntStream.range(0, runs.size())
        .mapToDouble(
            i ->
                runs.get(i).stepsToThreshold().isPresent()
                    ? curves.get(i).maxDrawdown()
                    : Double.NaN)
        .toArray();
  }

  private Estimate acrossRuns(Cell cell, List<RunScoring> curves) {
    List<Statistic> ranges =
        scores.of(cell).stream()
            .flatMap(run -> run.run().evaluations().stream())
            .map(EvaluationPoint::step)
            .distinct()
            .sorted()
            .map(step -> Spreads.interquartileRange(values(curves, curve -> curve.at(step))))
            .toList();
    if (ranges.isEmpty()) {
      return Estimate.UNDEFINED;
    }
    Statistic mean =
        counts -> ranges.stream().mapToDouble(range -> range.of(counts)).sum() / ranges.size();
    return new Bootstrap(scores.settings().curveReplicates())
        .estimate(Resampling.stratified(curves.size()), mean, scores.random("runs", cell));
  }

  /** Of the runs in which it is defined. */
  private Estimate estimate(
      Cell cell, String purpose, double[] values, Function<double[], Statistic> statistic) {
    double[] defined = defined(values);
    return defined.length == 0
        ? Estimate.UNDEFINED
        : bootstrap.estimate(
            Resampling.stratified(defined.length),
            statistic.apply(defined),
            scores.random(purpose, cell));
  }

  private static double[] ofChanges(List<RunScoring> curves, ToDoubleFunction<double[]> measure) {
    return values(
        curves,
        curve -> {
          double[] changes = curve.changes();
          return changes.length == 0 ? Double.NaN : measure.applyAsDouble(changes);
        });
  }

  private static RunClipping clipping(List<RunClipping> runs) {
    RunClipping all =
        new RunClipping(
            mean(values(runs, RunClipping::updates)),
            mean(values(runs, RunClipping::skippedUpdates)),
            mean(values(runs, RunClipping::clippedFraction)),
            mean(values(runs, RunClipping::removedNormShare)),
            mean(values(runs, RunClipping::normPreMean)),
            mean(values(runs, RunClipping::clipCoefficientMean)),
            median(values(runs, RunClipping::tailIndex)),
            Map.of(),
            Map.of(),
            mean(values(runs, RunClipping::updateClippedFraction)),
            mean(values(runs, RunClipping::updateNormPreMean)),
            mean(values(runs, RunClipping::updateRatioMean)));
    Map<String, List<RunClipping>> paths = new LinkedHashMap<>();
    for (RunClipping run : runs) {
      run.paths()
          .forEach((path, of) -> paths.computeIfAbsent(path, name -> new ArrayList<>()).add(of));
    }
    Map<String, RunClipping> each = new LinkedHashMap<>();
    paths.forEach((path, of) -> each.put(path, clipping(of)));
    return all.over(each);
  }

  private static Share share(List<RunScore> runs, Predicate<RunScore> condition) {
    return new Share((int) runs.stream().filter(condition).count(), runs.size());
  }

  private static <T> double[] values(List<T> runs, ToDoubleFunction<T> value) {
    return runs.stream().mapToDouble(value).toArray();
  }

  private static double mean(double[] values) {
    double[] defined = defined(values);
    return defined.length == 0 ? Double.NaN : Averages.mean(defined).ofSample(defined.length);
  }

  private static double median(double[] values) {
    double[] defined = defined(values);
    return defined.length == 0 ? Double.NaN : Quantiles.quantile(defined, 0.5);
  }

  private static double[] defined(double[] values) {
    return Arrays.stream(values).filter(value -> !Double.isNaN(value)).toArray();
  }
}
