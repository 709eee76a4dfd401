package io.rein4j.study;

import io.rein4j.catalog.Catalog;
import io.rein4j.record.Numbers;
import io.rein4j.report.StudyReport;
import io.rein4j.study.analysis.Analysis;
import io.rein4j.study.analysis.Choice;
import io.rein4j.study.analysis.ChoosingPlan;
import io.rein4j.study.analysis.RunScore;
import io.rein4j.study.analysis.SequentialPlan;
import io.rein4j.study.analysis.StudyResults;
import io.rein4j.study.plan.PlannedRun;
import io.rein4j.study.plan.RandomReturn;
import io.rein4j.study.plan.RunOutcome;
import io.rein4j.study.plan.RunPlan;
import io.rein4j.study.plan.StudyDesign;
import io.rein4j.study.plan.StudyPlan;
import io.rein4j.study.plan.TuningPlan;
import io.rein4j.study.run.RandomReturns;
import io.rein4j.study.run.RunExecutor;
import io.rein4j.study.run.StudyFolder;
import io.rein4j.study.run.StudyListener;
import io.rein4j.study.tables.ResultTables;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A study: runs that compare the levels of a factor, what they show, and the pages of it. */
public final class Study implements Batch<StudyResults> {

  private final StudyPlan plan;

  /** Has the points of its space proposed; null if they are known. */
  private final @Nullable ProposingPlan proposing;

  private final Session session;

  private Study(StudyPlan plan, StudyFolder folder) {
    this.plan = plan;
    TuningPlan tuning = plan.tuning();
    this.proposing =
        tuning == null || tuning.proposing() == null ? null : new ProposingPlan(plan, folder);
    this.session =
        new Session(proposing == null ? runs(plan, folder) : proposing, plan.resolved(), folder);
  }

  private static RunPlan runs(StudyPlan plan, StudyFolder folder) {
    if (plan.tuning() != null) {
      return new ChoosingPlan(plan, () -> design(plan, folder));
    }
    return plan.design().isSequential()
        ? new SequentialPlan(
            plan.runs(), plan.design(), () -> design(plan, folder), plan.analysis())
        : RunPlan.allAtOnce(plan.runs());
  }

  private static StudyDesign design(StudyPlan plan, StudyFolder folder) {
    try {
      return plan.design(RandomReturns.read(plan, folder));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * {@return the study of a file}
   *
   * @param catalog what configs choose from
   * @param file the study, such as {@code configs/studies/quick.yaml}
   * @param runs the folder in which its own is made, by its name
   * @throws io.rein4j.config.ConfigException if it cannot be read, or anything in it, or any run
   *     that follows from it, is not valid
   */
  public static Study read(Catalog catalog, Path file, Path runs) {
    StudyPlan plan = StudyPlan.read(catalog, file);
    return new Study(
        plan, new StudyFolder(catalog, StudyFolder.Kind.STUDY, runs.resolve(plan.design().name())));
  }

  /**
   * {@return the study that a folder is of; nothing if it is of none}
   *
   * @param catalog what configs choose from
   * @param root the folder
   * @throws IllegalArgumentException if it is of a suite as well
   * @throws io.rein4j.config.ConfigException if the study in it is not valid
   */
  public static Optional<Study> in(Catalog catalog, Path root) {
    return StudyFolder.in(catalog, StudyFolder.Kind.STUDY, root)
        .map(folder -> new Study(folder.plan(StudyPlan::read), folder));
  }

  @Override
  public StudyFolder folder() {
    return session.folder();
  }

  @Override
  public Optional<StudyResults> run(
      RunExecutor executor, StudyListener listener, StudyOptions options) throws IOException {
    return session.run(
        executor,
        listener,
        options,
        () -> {
          measure(listener);
          if (proposing != null) {
            proposing.begin(task -> session.write(options, task), listener);
          }
        },
        outcomes -> {
          StudyResults results = results(outcomes);
          session.write(options, () -> writeTables(results));
          return results;
        });
  }

  @Override
  public List<PlannedRun> firstRuns() {
    return session.firstRuns();
  }

  @Override
  public long unfinished() throws IOException {
    return session.unfinished();
  }

  @Override
  public void stop() {
    session.stop();
  }

  /** Measures what random actions get, where the study says so, and makes sure that it is less. */
  private void measure(StudyListener listener) throws IOException {
    RandomReturns.measure(plan, folder());
    Map<String, RandomReturn> measured = RandomReturns.read(plan, folder());
    plan.design(measured);
    measured.forEach(
        (environment, one) ->
            listener.said(
                "Random actions in %s: a mean return of %s (standard error %s, %s)"
                    .formatted(
                        environment,
                        Numbers.rounded(one.mean(), 3),
                        Numbers.rounded(one.standardError(), 3),
                        Numbers.counted(one.episodes(), "episode"))));
  }

  @Override
  public List<RunOutcome> outcomes() throws IOException {
    return session.outcomes();
  }

  @Override
  public StudyResults results() throws IOException {
    return results(session.outcomes());
  }

  /** Returns the plan with all points of its space that are known so far. */
  private StudyPlan known() throws IOException {
    return proposing == null ? plan : proposing.known();
  }

  private StudyResults results(List<RunOutcome> outcomes) throws IOException {
    StudyPlan known = known();
    StudyDesign design = known.design(RandomReturns.read(known, folder()));
    TuningPlan tuning = known.tuning();
    return tuning == null
        ? Analysis.of(design, outcomes, known.analysis())
        : Analysis.of(design, tuning, outcomes, known.analysis());
  }

  @Override
  public void writeTables(StudyResults results) throws IOException {
    ResultTables.write(results, folder());
    TuningPlan tuning = known().tuning();
    Choice choice = results.choice();
    if (tuning != null && choice != null) {
      Recommendation.write(folder().recommended(), choice, tuning);
    }
  }

  @Override
  public void writePages(StudyResults results) throws IOException {
    session.writePages(
        results.runs().stream().map(RunScore::run).toList(),
        (settings, notices) -> StudyReport.of(results, folder().root(), settings, notices));
  }
}
