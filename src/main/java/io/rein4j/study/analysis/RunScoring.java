package io.rein4j.study.analysis;

import io.rein4j.study.plan.AnalysisSettings;
import io.rein4j.study.plan.EvaluationPoint;
import io.rein4j.study.plan.RunOutcome;
import io.rein4j.study.plan.ScoreRange;
import io.rein4j.study.statistics.Reliability;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.IntStream;

/**
 * One run's evaluations as normalised scores, and what the statistics take of them.
 *
 * <p>An evaluation that is not finite counts as one of the random agent, whose score is 0: so does
 * the time after a run has crashed. For the final score the last finite evaluation counts.
 */
final class RunScoring {

  /** Stability is the mean of one in so many evaluations, the worst. */
  private static final int ONE_IN = 10;

  private final RunOutcome run;
  private final ScoreRange range;
  private final List<EvaluationPoint> finite;

  RunScoring(RunOutcome run, ScoreRange range) {
    this.run = run;
    this.range = range;
    this.finite =
        run.evaluations().stream().filter(point -> Double.isFinite(point.mean())).toList();
  }

  RunScore score(AnalysisSettings settings) {
    double finalReturn = finite.isEmpty() ? range.random() : last().mean();
    double best = Arrays.stream(scores(finite)).max().orElse(0);
    OptionalLong reached =
        finite.stream()
            .filter(point -> range.normalised(point.mean()) >= settings.thresholdScore())
            .mapToLong(EvaluationPoint::step)
            .findFirst();
    double finalScore = range.normalised(finalReturn);
    boolean ended = !run.failed() && !run.evaluations().isEmpty() && endsFinite();
    return new RunScore(
        run,
        finalReturn,
        finalScore,
        stability(),
        best,
        !ended || finalScore < settings.failure(),
        ended && isSolved(finalReturn, settings.thresholdScore()),
        collapsed(),
        reached);
  }

  private boolean isSolved(double finalReturn, double thresholdScore) {
    return range.solved().isPresent()
        ? finalReturn >= range.solved().getAsDouble()
        : range.normalised(finalReturn) >= thresholdScore;
  }

  private boolean endsFinite() {
    return Double.isFinite(run.evaluations().get(run.evaluations().size() - 1).mean());
  }

  /** The score at a step: that of the last finite evaluation so far, 0 before the first. */
  double at(long step) {
    double score = 0;
    for (EvaluationPoint point : finite) {
      if (point.step() > step) {
        break;
      }
      score = range.normalised(point.mean());
    }
    return score;
  }

  /** The scores of all evaluations, with the end of a run that crashed. */
  private double[] curve() {
    double[] curve = scores(run.evaluations());
    return run.failed() ? Arrays.copyOf(curve, curve.length + 1) : curve;
  }

  private double stability() {
    int worst = Math.max(1, lateScores().length / ONE_IN);
    return Arrays.stream(lateScores()).sorted().limit(worst).average().orElse(0);
  }

  /** The scores of the second half of training; 0 where a run that crashed has none. */
  private double[] lateScores() {
    double[] late = scores(late());
    return run.failed() ? Arrays.copyOf(late, late.length + missing()) : late;
  }

  /** Whether the run ended before its budget. */
  boolean crashed() {
    return run.failed();
  }

  /** The evaluations in the second half of training. */
  List<EvaluationPoint> late() {
    return run.evaluations().stream().filter(point -> 2 * point.step() > run.steps()).toList();
  }

  /**
   * How many evaluations in the second half of training a run that crashed would have had as well,
   * at the interval of those it had; at least one.
   */
  private int missing() {
    List<EvaluationPoint> all = run.evaluations();
    if (all.isEmpty()) {
      return 1;
    }
    long last = all.get(all.size() - 1).step();
    long interval = all.size() == 1 ? last : (last - all.get(0).step()) / (all.size() - 1);
    long from = Math.max(last, run.steps() / 2);
    return interval < 1 ? 1 : (int) Math.max(1, (run.steps() - from) / interval);
  }

  /** How far the run fell below an earlier evaluation of its own at the most. */
  double maxDrawdown() {
    return Arrays.stream(Reliability.drawdown(curve())).max().orElse(0);
  }

  /**
   * The changes from one evaluation to the next, for each mean interval between them; none if there
   * are fewer than two.
   */
  double[] changes() {
    double[] times = run.evaluations().stream().mapToDouble(EvaluationPoint::step).toArray();
    double[] changes = Reliability.changes(times, scores(run.evaluations()));
    double interval = changes.length == 0 ? 0 : (times[changes.length] - times[0]) / changes.length;
    return Arrays.stream(changes).map(change -> change * interval).toArray();
  }

  /**
   * Whether the final score is below half of the run's best, and below it by more than their pooled
   * deviation; or not finite.
   */
  private boolean collapsed() {
    List<EvaluationPoint> all = run.evaluations();
    if (all.isEmpty()) {
      return false;
    }
    if (!endsFinite()) {
      return true;
    }
    EvaluationPoint best = best();
    double top = range.normalised(best.mean());
    double end = range.normalised(last().mean());
    return top > 0 && end < top / 2 && best.mean() - last().mean() > deviation(best, last());
  }

  private static double deviation(EvaluationPoint a, EvaluationPoint b) {
    int freedom = a.episodes() + b.episodes() - 2;
    if (freedom < 1) {
      return 0;
    }
    double squares =
        (a.episodes() - 1) * a.deviation() * a.deviation()
            + (b.episodes() - 1) * b.deviation() * b.deviation();
    return Math.sqrt(squares / freedom);
  }

  private EvaluationPoint best() {
    return finite.stream().reduce((a, b) -> b.mean() > a.mean() ? b : a).orElseThrow();
  }

  private EvaluationPoint last() {
    return finite.get(finite.size() - 1);
  }

  private double[] scores(List<EvaluationPoint> points) {
    return IntStream.range(0, points.size())
        .mapToDouble(i -> points.get(i).mean())
        .map(mean -> Double.isFinite(mean) ? range.normalised(mean) : 0)
        .toArray();
  }
}
