package io.rein4j.record;

import io.rein4j.train.EvaluationRecord;
import java.io.IOException;
import java.util.List;

/**
 * A line of {@code metrics.jsonl} that holds an evaluation.
 *
 * @param step agent steps of training so far
 * @param returnMean mean of the episodes' returns
 * @param lengthMean mean of their lengths, in steps of the environment itself
 * @param returnStd standard deviation of the returns (n − 1)
 * @param returns each episode's return; NaN where it is not finite
 */
public record EvaluationRow(
    long step, double returnMean, double lengthMean, double returnStd, List<Double> returns) {

  /** The lines' kind. */
  static final String KIND = "evaluation";

  /** Agent steps of training so far. */
  public static final Column<EvaluationRow> STEP = Columns.step(EvaluationRow::step);

  /** Mean of the returns. */
  public static final Column<EvaluationRow> RETURN_MEAN =
      Columns.returnMean(
          EvaluationFigures.PREFIX, EvaluationFigures.MEAN_RETURN, EvaluationRow::returnMean);

  /** Mean of the lengths. */
  public static final Column<EvaluationRow> LENGTH_MEAN =
      Columns.lengthMean(
          EvaluationFigures.PREFIX, EvaluationFigures.MEAN_LENGTH, EvaluationRow::lengthMean);

  private static final Column<EvaluationRow> RETURN_STD =
      Columns.returnStd(EvaluationFigures.PREFIX, EvaluationRow::returnStd);

  /** Each episode's return. */
  static final Column<EvaluationRow> RETURNS =
      new Column<>(
          Scope.WHOLE,
          EvaluationFigures.PREFIX + "returns",
          "returns",
          Columns.REWARD,
          "The return of each of the evaluation's episodes.",
          Column.Kind.LIST,
          EvaluationRow::returns);

  /** The figures that TensorBoard shows too. */
  static final List<Column<EvaluationRow>> SHOWN = List.of(RETURN_MEAN, LENGTH_MEAN);

  static final List<Column<EvaluationRow>> COLUMNS =
      List.of(STEP, RETURN_MEAN, LENGTH_MEAN, RETURN_STD, RETURNS);

  public EvaluationRow {
    returns = List.copyOf(returns);
  }

  static EvaluationRow of(EvaluationRecord evaluation) {
    return new EvaluationRow(
        evaluation.step(),
        evaluation.meanReturn(),
        evaluation.meanLength(),
        evaluation.returnDeviation(),
        evaluation.returns());
  }

  static EvaluationRow read(JsonFields fields) throws IOException {
    return new EvaluationRow(
        fields.whole(STEP),
        fields.number(RETURN_MEAN),
        fields.number(LENGTH_MEAN),
        fields.number(RETURN_STD),
        fields.numbers(RETURNS));
  }
}
