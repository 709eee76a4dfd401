package io.rein4j.record;

import io.rein4j.train.EvaluationRecord;
import java.io.IOException;
import java.util.List;

/**
 * An evaluation in a few figures, without its episodes.
 *
 * @param step agent steps of training so far
 * @param episodes episodes that it played
 * @param returnMean mean of their returns
 * @param returnStd standard deviation of the returns (n − 1)
 * @param lengthMean mean of their lengths, in steps of the environment itself
 */
public record EvaluationFigures(
    long step, long episodes, double returnMean, double returnStd, double lengthMean) {

  /** Agent steps of training so far. */
  static final Column<EvaluationFigures> STEP = Columns.step(EvaluationFigures::step);

  /** How many episodes it played. */
  public static final Column<EvaluationFigures> EPISODES =
      Columns.episodes("Episodes that the evaluation played.", EvaluationFigures::episodes);

  /** Mean of the returns. */
  public static final Column<EvaluationFigures> RETURN_MEAN =
      Columns.returnMean(
          "Mean return over the evaluation's episodes.", EvaluationFigures::returnMean);

  /** Standard deviation of the returns. */
  public static final Column<EvaluationFigures> RETURN_STD =
      Column.number(
          "return_std",
          "standard deviation",
          Columns.REWARD,
          "Standard deviation of the returns over the evaluation's episodes (n − 1).",
          EvaluationFigures::returnStd);

  /** Mean of the lengths. */
  public static final Column<EvaluationFigures> LENGTH_MEAN =
      Columns.lengthMean(
          "Mean length of the evaluation's episodes.", EvaluationFigures::lengthMean);

  /** Those of the episodes. */
  public static final List<Column<EvaluationFigures>> OF_EPISODES =
      List.of(EPISODES, RETURN_MEAN, RETURN_STD, LENGTH_MEAN);

  static final List<Column<EvaluationFigures>> COLUMNS =
      List.of(STEP, EPISODES, RETURN_MEAN, RETURN_STD, LENGTH_MEAN);

  /**
   * {@return the figures of an evaluation}
   *
   * @param evaluation the evaluation
   */
  public static EvaluationFigures of(EvaluationRecord evaluation) {
    return new EvaluationFigures(
        evaluation.step(),
        evaluation.returns().size(),
        evaluation.meanReturn(),
        evaluation.returnDeviation(),
        evaluation.meanLength());
  }

  static EvaluationFigures read(Values values) throws IOException {
    return read(values.whole(STEP), values.whole(EPISODES), values);
  }

  /** Reads what a line says of an evaluation, which does not tell everything. */
  static EvaluationFigures read(long step, long episodes, Values values) throws IOException {
    return new EvaluationFigures(
        step,
        episodes,
        values.number(RETURN_MEAN),
        values.number(RETURN_STD),
        values.number(LENGTH_MEAN));
  }
}
