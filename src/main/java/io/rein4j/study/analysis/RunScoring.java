package io.rein4j.study.analysis;

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
 * the time after a run has failed. For the final score the last finite evaluation counts.
 */
final class RunScoring {

  private static final double TAIL = 0.05;

  /** Stands for a run that failed before its first finite evaluation. */
  private static final double LOST = -1;

  private final RunOutcome run;
  private final ScoreRange range;
  private final List<EvaluationPoint> finite;

  RunScoring(RunOutcome run, ScoreRange range) {
    this.run = run;
    this.range = range;
    this.finite =
        run.evaluations().stream().filter(point -> Double.isFinite(point.mean())).toList();
  }

  RunScore score(double threshold) {
    double finalReturn = finite.isEmpty() ? range.random() : last().mean();
    double best = Arrays.stream(scores(finite)).max().orElse(0);
    OptionalLong reached =
        finite.stream()
            .filter(point -> range.normalised(point.mean()) >= threshold)
            .mapToLong(EvaluationPoint::step)
            .findFirst();
    return new RunScore(
        run, finalReturn, range.normalised(finalReturn), stability(), best, collapsed(), reached);
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

  /** The scores of all evaluations, with the end of a run that failed. */
  private double[] curve() {
    double[] curve = scores(run.evaluations());
    return run.failed() ? Arrays.copyOf(curve, curve.length + 1) : curve;
  }

  private double stability() {
    if (finite.isEmpty()) {
      return LOST;
    }
    double risk = Reliability.upperCvar(Reliability.drawdown(curve()), TAIL);
    // Not -0.0, which would stand in the tables.
    return risk == 0 ? 0 : -risk;
  }

  double maxDrawdown() {
    return finite.isEmpty()
        ? -LOST
        : Arrays.stream(Reliability.drawdown(curve())).max().orElseThrow();
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
    if (!Double.isFinite(all.get(all.size() - 1).mean())) {
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
