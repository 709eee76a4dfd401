package io.rein4j.record;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A comparison of summary.json with the record that it sums up: steps, episodes, evaluations, and
 * counts and means of clipping. Quantiles, extremes, tails, the figures of groups and rules,
 * frames, seconds, the parameters' hash and the advice do not follow from the record.
 */
final class SummaryCheck {

  /** Sums over the rows of a table are added in another order than those of the run. */
  private static final double TOLERANCE = 1e-9;

  private static final List<Column<ClippingFigures>> COUNTS =
      List.of(
          ClippingFigures.UPDATES,
          ClippingFigures.SKIPPED_UPDATES,
          ClippingFigures.CLIPPED_UPDATES,
          ClippingFigures.NONFINITE_ELEMENTS);

  private static final List<Column<ScopeFigures>> MEANS =
      List.of(
          ScopeFigures.CLIPPED_FRACTION,
          ScopeFigures.GRAD_NORM_PRE_MEAN,
          ScopeFigures.GRAD_NORM_POST_MEAN,
          ScopeFigures.CLIP_COEFFICIENT_MEAN,
          ScopeFigures.REMOVED_NORM_SHARE);

  private final Summary summary;
  private final RunData run;
  private final List<String> found = new ArrayList<>();

  private SummaryCheck(Summary summary, RunData run) {
    this.summary = summary;
    this.run = run;
  }

  /**
   * Returns how the summary of a run contradicts its record, in a sentence; nothing if it does not.
   *
   * @param run the run, whose record is what it wrote
   * @param evaluations the record's
   */
  static Optional<String> contradiction(
      Summary summary, RunData run, List<EvaluationRow> evaluations) throws IOException {
    SummaryCheck check = new SummaryCheck(summary, run);
    check.evaluations(evaluations.stream().map(EvaluationRow::figures).toList());
    check.episodes();
    check.clipping();
    return check.found.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "'%s' is not what the run wrote: %s."
                .formatted(run.folder().summary(), String.join("; ", check.found)));
  }

  private void evaluations(List<EvaluationFigures> recorded) {
    if (recorded.isEmpty()) {
      return;
    }
    EvaluationFigures last = recorded.get(recorded.size() - 1);
    compare(Summary.FINAL_EVALUATION.key(), "last", summary.finalEvaluation(), last);
    // A mean that is not finite is null in the record, which does not tell what was above it.
    if (recorded.stream().allMatch(one -> Double.isFinite(one.returnMean()))) {
      EvaluationFigures best = recorded.get(0);
      for (EvaluationFigures one : recorded) {
        best = one.returnMean() > best.returnMean() ? one : best;
      }
      compare(Summary.BEST_EVALUATION.key(), "best", summary.bestEvaluation(), best);
    }
    if (last.step() != summary.steps()) {
      differs(Summary.STEPS.key(), summary.steps(), "the last evaluation is of step", last.step());
    }
  }

  private void compare(
      String key, String which, EvaluationFigures told, EvaluationFigures recorded) {
    if (told.step() != recorded.step()
        || told.episodes() != recorded.episodes()
        || isOther(told.returnMean(), recorded.returnMean(), 0)
        || isOther(told.returnStd(), recorded.returnStd(), 0)
        || isOther(told.lengthMean(), recorded.lengthMean(), 0)) {
      found.add("'%s' is not the %s evaluation in metrics.jsonl".formatted(key, which));
    }
  }

  private void episodes() throws IOException {
    long[] rows = {0};
    run.episodes().forEach(row -> rows[0]++);
    if (rows[0] != summary.episodes()) {
      differs(Summary.EPISODES.key(), summary.episodes(), "the rows of episodes.csv are", rows[0]);
    }
  }

  private void clipping() throws IOException {
    ClippingFigures totals = ClippingTotals.of(run.updates());
    compare("", summary.clipping(), totals);
    totals.paths().forEach((path, own) -> compare(path, summary.clipping().path(path), own));
    if (summary.diverged() && summary.clipping().nonFiniteElements() == 0) {
      found.add("'%s' is true, but all gradients were finite".formatted(Summary.DIVERGED.key()));
    }
  }

  private void compare(String path, ClippingFigures told, ClippingFigures recorded) {
    Scope scope = Scope.path(path);
    for (Column<ClippingFigures> count : COUNTS) {
      if (count.number(told) != count.number(recorded)) {
        differs(
            scope.key(count.figure()), count.value().apply(told), count.value().apply(recorded));
      }
    }
    // Means are of the updates whose norm is finite, and the rows count all that were applied.
    if (told.nonFiniteElements() == 0 && recorded.nonFiniteElements() == 0) {
      for (Column<ScopeFigures> mean : MEANS) {
        double one = mean.number(told.whole());
        double other = mean.number(recorded.whole());
        if (isOther(one, other, TOLERANCE)) {
          differs(scope.key(mean.figure()), one, other);
        }
      }
    }
  }

  private void differs(String key, Object told, Object recorded) {
    differs(key, told, "the rows of updates.csv make", recorded);
  }

  private void differs(String key, Object told, String source, Object recorded) {
    found.add("'%s' is %s, but %s %s".formatted(key, told, source, recorded));
  }

  /** Returns whether a figure is another one; what the record does not tell is believed. */
  private static boolean isOther(double told, double recorded, double tolerance) {
    return Double.isFinite(recorded)
        && !(Math.abs(told - recorded) <= tolerance * Math.max(1, Math.abs(recorded)));
  }
}
