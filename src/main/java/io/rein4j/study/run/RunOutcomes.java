package io.rein4j.study.run;

import io.rein4j.files.DamagedFileException;
import io.rein4j.record.ClippingTotals;
import io.rein4j.record.EvaluationFigures;
import io.rein4j.record.EvaluationRow;
import io.rein4j.record.RunChecks;
import io.rein4j.record.RunData;
import io.rein4j.record.RunFailure;
import io.rein4j.record.RunResources;
import io.rein4j.record.Summary;
import io.rein4j.record.TailFigures;
import io.rein4j.study.plan.EvaluationPoint;
import io.rein4j.study.plan.PlannedRun;
import io.rein4j.study.plan.RunClipping;
import io.rein4j.study.plan.RunCosts;
import io.rein4j.study.plan.RunOutcome;
import io.rein4j.study.plan.RunPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads what came of runs from their folders. */
public final class RunOutcomes {

  private RunOutcomes() {}

  /**
   * {@return what came of the runs of a plan that can be judged: those of the looks that are
   * complete, which are all of them if the study is over; those of the first look if none is}
   *
   * @param plan the plan
   * @param folder the folder of its study
   * @throws io.rein4j.files.DamagedFileException if a file is not what its run wrote
   * @throws IOException if a file cannot be read
   */
  public static List<RunOutcome> read(RunPlan plan, StudyFolder folder) throws IOException {
    return looks(plan, folder).judged(run -> read(run, folder));
  }

  private static Looks looks(RunPlan plan, StudyFolder folder) throws IOException {
    Looks looks = new Looks(plan);
    boolean asked = true;
    while (asked) {
      asked = looks.advance(run -> hasEnded(folder.run(run)), run -> read(run, folder));
    }
    return looks;
  }

  /**
   * {@return how many of the runs of a plan that were asked for so far have neither finished nor
   * failed for good}
   *
   * @param plan the plan
   * @param folder the folder of its study
   * @throws IOException if a file cannot be read
   */
  public static long unfinished(RunPlan plan, StudyFolder folder) throws IOException {
    long unfinished = 0;
    for (RunOutcome outcome : looks(plan, folder).outcomes(run -> read(run, folder))) {
      if (!hasEnded(outcome.folder())) {
        unfinished++;
      }
    }
    return unfinished;
  }

  /** {@return whether the folder of a run is there and says that the run has ended} */
  static boolean hasEnded(Path root) throws IOException {
    return DamagedRuns.toldUnlessDeleted(
            root,
            () -> {
              RunData run = RunData.read(root);
              return run.summaryOfWholeRecord().isPresent()
                  || run.failure().map(RunFailure::isFinal).orElse(false);
            })
        .orElse(false);
  }

  /** Reads what came of a run; one that has no folder has not been trained. */
  static RunOutcome read(PlannedRun run, StudyFolder folder) throws IOException {
    Path root = folder.run(run);
    return Files.exists(root)
        ? DamagedRuns.told(root, () -> read(run, RunData.of(folder.requireOwn(run))))
        : unfinished(
            run,
            root,
            "The run has no folder: it has not been trained.",
            List.of(),
            RunClipping.UNKNOWN);
  }

  private static RunOutcome read(PlannedRun run, RunData data) throws IOException {
    UndisturbedRuns.require(data.folder().provenance(), run.start());
    Optional<Summary> finished = data.summaryOfWholeRecord();
    List<EvaluationRow> rows = data.evaluations().isThere() ? data.evaluations().rows() : List.of();
    if (finished.isPresent()) {
      Optional<String> contradiction = RunChecks.contradiction(data, finished.get(), rows);
      if (contradiction.isPresent()) {
        throw new DamagedFileException(contradiction.get());
      }
    }
    List<EvaluationPoint> evaluations = evaluations(rows);
    if (finished.isEmpty()) {
      return unfinished(
          run,
          data.folder().root(),
          data.failure().map(RunFailure::sentence).orElse("The run has not finished."),
          evaluations,
          data.updates().isThere()
              ? RunClipping.of(ClippingTotals.of(data.updates()), TailFigures.UNKNOWN)
              : RunClipping.UNKNOWN);
    }
    Summary summary = finished.get();
    return new RunOutcome(
        run.cell(),
        run.seed(),
        run.steps(),
        false,
        summary.diverged(),
        "",
        evaluations,
        RunClipping.of(summary.clipping(), summary.tail()),
        costs(summary, data),
        data.folder().root());
  }

  /** Returns what came of a run that has not finished. */
  private static RunOutcome unfinished(
      PlannedRun run,
      Path root,
      String failure,
      List<EvaluationPoint> evaluations,
      RunClipping clipping) {
    return new RunOutcome(
        run.cell(),
        run.seed(),
        run.steps(),
        true,
        false,
        failure,
        evaluations,
        clipping,
        RunCosts.UNKNOWN,
        root);
  }

  private static RunCosts costs(Summary summary, RunData data) throws IOException {
    return new RunCosts(
        summary.seconds(),
        summary.frames() / summary.seconds(),
        data.resources().map(RunResources::peakBytes).orElse(Double.NaN));
  }

  private static List<EvaluationPoint> evaluations(List<EvaluationRow> rows) {
    List<EvaluationPoint> evaluations = new ArrayList<>();
    for (EvaluationRow row : rows) {
      EvaluationFigures one = row.figures();
      evaluations.add(
          new EvaluationPoint(one.step(), one.returnMean(), one.returnStd(), (int) one.episodes()));
    }
    return evaluations;
  }
}
