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

  /** What begins the names of an evaluation's figures where others stand beside them. */
  static final String PREFIX = "evaluation_";

  static final String MEAN_RETURN = "Mean return over the evaluation's episodes.";
  static final String MEAN_LENGTH = "Mean length of the evaluation's episodes.";

  /** Agent steps of training so far. */
  private static final Column<EvaluationFigures> STEP = Columns.step(EvaluationFigures::step);

  /** How many episodes it played. */
  public static final Column<EvaluationFigures> EPISODES =
      Columns.episodes("Episodes that the evaluation played.", EvaluationFigures::episodes);

  /** Mean of the returns. */
  public static final Column<EvaluationFigures> RETURN_MEAN =
      Columns.returnMean("", MEAN_RETURN, EvaluationFigures::returnMean);

  /** Standard deviation of the returns. */
  public static final Column<EvaluationFigures> RETURN_STD =
      Columns.returnStd("", EvaluationFigures::returnStd);

  /** Mean of the lengths. */
  public static final Column<EvaluationFigures> LENGTH_MEAN =
      Columns.lengthMean("", MEAN_LENGTH, EvaluationFigures::lengthMean);

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
    return new EvaluationFigures(
        values.whole(STEP),
        values.whole(EPISODES),
        values.number(RETURN_MEAN),
        values.number(RETURN_STD),
        values.number(LENGTH_MEAN));
  }
}
