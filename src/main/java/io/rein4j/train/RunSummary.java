package io.rein4j.train;

import io.rein4j.clip.ClippingStatistics;
import io.rein4j.clip.NormWindows;
import java.util.List;

/**
 * What came of a run.
 *
 * @param steps agent steps over all environments
 * @param frames environment steps over all environments
 * @param episodes finished episodes
 * @param seconds wall-clock time of training, resumed stretches included
 * @param evaluation the evaluation after the last step
 * @param best the evaluation with the largest mean return, the first of equals
 * @param diverged whether a gradient that is not finite was let through
 * @param updates what was clipped in all updates
 * @param norms the last norms
 * @param parametersHash of the agent's parameters after the last update, as {@link ParametersHash}
 *     gives it
 * @param record the files that hold what has happened in the run
 * @param advice what the statistics say about the clipping, in sentences
 */
public record RunSummary(
    long steps,
    long frames,
    long episodes,
    double seconds,
    EvaluationRecord evaluation,
    EvaluationRecord best,
    boolean diverged,
    ClippingStatistics updates,
    NormWindows norms,
    String parametersHash,
    List<RecordedFile> record,
    List<String> advice) {

  public RunSummary {
    record = List.copyOf(record);
    advice = List.copyOf(advice);
  }
}
