package io.rein4j.record;

import io.rein4j.train.EvaluationRecord;
import java.io.IOException;
import java.util.List;

/**
 * A line of {@code metrics.jsonl} that holds an evaluation.
 *
 * @param figures the evaluation in a few figures
 * @param returns each episode's return; NaN where it is not finite
 */
public record EvaluationRow(EvaluationFigures figures, List<Double> returns) {

  /** The lines' kind. */
  static final String KIND = "evaluation";

  /** What begins the names of an evaluation's figures where others stand beside them. */
  private static final String PREFIX = "evaluation_";

  private static final Column<EvaluationRow> STEP =
      EvaluationFigures.STEP.of(EvaluationRow::figures);

  /** Mean of the returns. */
  static final Column<EvaluationRow> RETURN_MEAN = figure(EvaluationFigures.RETURN_MEAN);

  /** Mean of the lengths. */
  static final Column<EvaluationRow> LENGTH_MEAN = figure(EvaluationFigures.LENGTH_MEAN);

  /** Each episode's return. */
  static final Column<EvaluationRow> RETURNS =
      new Column<EvaluationRow>(
              Scope.WHOLE,
              "returns",
              "returns",
              Columns.REWARD,
              "The return of each of the evaluation's episodes.",
              Column.Kind.LIST,
              EvaluationRow::returns)
          .under(PREFIX);

  /** The figures that TensorBoard shows too. */
  static final List<Column<EvaluationRow>> SHOWN = List.of(RETURN_MEAN, LENGTH_MEAN);

  static final List<Column<EvaluationRow>> COLUMNS =
      List.of(STEP, RETURN_MEAN, LENGTH_MEAN, figure(EvaluationFigures.RETURN_STD), RETURNS);

  public EvaluationRow {
    returns = List.copyOf(returns);
  }

  private static Column<EvaluationRow> figure(Column<EvaluationFigures> column) {
    return column.<EvaluationRow>of(EvaluationRow::figures).under(PREFIX);
  }

  static EvaluationRow of(EvaluationRecord evaluation) {
    return new EvaluationRow(EvaluationFigures.of(evaluation), evaluation.returns());
  }

  static EvaluationRow read(JsonFields fields) throws IOException {
    JsonFields own = fields.in(Scope.WHOLE.under(PREFIX));
    List<Double> returns = own.numbers(RETURNS);
    return new EvaluationRow(
        EvaluationFigures.read(fields.whole(STEP), returns.size(), own), returns);
  }
}
