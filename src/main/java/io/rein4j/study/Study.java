package io.rein4j.study;

import io.rein4j.record.Numbers;
import io.rein4j.report.FigureFiles;
import io.rein4j.report.StudyReport;
import io.rein4j.study.analysis.Analysis;
import io.rein4j.study.analysis.RunScore;
import io.rein4j.study.analysis.StudyResults;
import io.rein4j.study.plan.RandomReturn;
import io.rein4j.study.plan.RunOutcome;
import io.rein4j.study.plan.RunPlan;
import io.rein4j.study.plan.StudyPlan;
import io.rein4j.study.run.RandomReturns;
import io.rein4j.study.run.RunExecutor;
import io.rein4j.study.run.StudyFolder;
import io.rein4j.study.run.StudyListener;
import io.rein4j.study.tables.ResultTables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A study: runs that compare the levels of a factor, what they show, and the pages of it. */
public final class Study {

  private final StudyPlan plan;
  private final Session session;

  private Study(StudyPlan plan, StudyFolder folder) {
    this.plan = plan;
    this.session = new Session(RunPlan.allAtOnce(plan.runs()), plan.resolved(), folder);
  }

  /**
   * {@return the study of a file}
   *
   * @param file the study, such as {@code configs/studies/quick.yaml}
   * @param runs the folder in which its own is made, by its name
   * @throws io.rein4j.config.ConfigException if it cannot be read, or anything in it, or any run
   *     that follows from it, is not valid
   */
  public static Study read(Path file, Path runs) {
    StudyPlan plan = StudyPlan.read(file);
    return new Study(
        plan, new StudyFolder(StudyFolder.Kind.STUDY, runs.resolve(plan.design().name())));
  }

  /**
   * {@return the study that a folder is of; nothing if it is of none}
   *
   * @param root the folder
   * @throws IllegalArgumentException if it is of a suite as well
   * @throws io.rein4j.config.ConfigException if the study in it is not valid
   */
  public static Optional<Study> in(Path root) {
    return StudyFolder.in(StudyFolder.Kind.STUDY, root)
        .map(folder -> new Study(StudyPlan.read(folder.settings()), folder));
  }

  /** {@return the study's folder, which need not exist} */
  public StudyFolder folder() {
    return session.folder();
  }

  /**
   * Trains all runs that have not finished, and writes the tables of what they show.
   *
   * @param executor trains them; closed as soon as no run is to be trained any more, before anybody
   *     else can work in the folder
   * @param listener hears how it goes
   * @param options how
   * @return the results; nothing if the study was {@linkplain #stop stopped} before
   * @throws IllegalArgumentException if a run cannot be trained, or the folder is not this study's
   * @throws IOException if nothing can be trained, or a file cannot be read or written
   */
  public Optional<StudyResults> run(
      RunExecutor executor, StudyListener listener, StudyOptions options) throws IOException {
    return session.run(
        executor,
        listener,
        options,
        () -> measure(listener),
        outcomes -> {
          StudyResults results = results(outcomes);
          writeTables(results);
          return results;
        });
  }

  /** Makes {@link #run} end soon, with checkpoints of what is being trained. For any thread. */
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

  /**
   * {@return what came of the runs of the study, as far as they are}
   *
   * @throws IOException if a file cannot be read
   */
  public List<RunOutcome> outcomes() throws IOException {
    return session.outcomes();
  }

  /**
   * {@return what the study has shown, as its folder tells it; runs that have not finished count as
   * failed}
   *
   * @throws IOException if a file cannot be read
   */
  public StudyResults results() throws IOException {
    return results(session.outcomes());
  }

  private StudyResults results(List<RunOutcome> outcomes) throws IOException {
    return Analysis.of(plan.design(RandomReturns.read(plan, folder())), outcomes, plan.analysis());
  }

  /**
   * Writes the tables of some results into the study's folder.
   *
   * @param results the results
   * @throws IOException if one of them cannot be written
   */
  public void writeTables(StudyResults results) throws IOException {
    ResultTables.write(results, folder());
  }

  /**
   * Writes the page of some results into the study's folder, its figures, and the pages of the
   * runs.
   *
   * @param results the results
   * @throws IOException if one of them cannot be written
   */
  public void writePages(StudyResults results) throws IOException {
    FigureFiles.makeFolder(folder().figures());
    Session.writeRunPages(results.runs().stream().map(RunScore::run).toList());
    StudyReport report =
        StudyReport.of(results, folder().root(), Files.readString(folder().settings()));
    report.writePage(folder().report());
    report.writeFigures(folder().figures());
  }
}
