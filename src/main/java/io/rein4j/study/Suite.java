package io.rein4j.study;

import io.rein4j.catalog.Catalog;
import io.rein4j.env.source.EnvSettings;
import io.rein4j.report.SuiteReport;
import io.rein4j.study.analysis.EnvironmentSpeed;
import io.rein4j.study.analysis.SuiteResults;
import io.rein4j.study.plan.PlannedRun;
import io.rein4j.study.plan.RunOutcome;
import io.rein4j.study.plan.RunPlan;
import io.rein4j.study.plan.SuitePlan;
import io.rein4j.study.run.RunExecutor;
import io.rein4j.study.run.StudyFolder;
import io.rein4j.study.run.StudyListener;
import io.rein4j.study.tables.SuiteTables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A suite: configs that are measured together, what came of it, and the pages of it. */
public final class Suite implements Batch<SuiteResults> {

  private final SuitePlan plan;
  private final Session session;

  private Suite(SuitePlan plan, StudyFolder folder) {
    this.plan = plan;
    this.session = new Session(RunPlan.allAtOnce(plan.runs()), plan.resolved(), folder);
  }

  /**
   * {@return the suite of a file}
   *
   * @param catalog what configs choose from
   * @param file the suite, such as {@code configs/suites/classic-control.yaml}
   * @param runs the folder in which its own is made, by its name
   * @throws io.rein4j.config.ConfigException if it cannot be read, or anything in it is not valid
   */
  public static Suite read(Catalog catalog, Path file, Path runs) {
    SuitePlan plan = SuitePlan.read(catalog, file);
    return new Suite(
        plan, new StudyFolder(catalog, StudyFolder.Kind.SUITE, runs.resolve(plan.name())));
  }

  /**
   * {@return the suite that a folder is of; nothing if it is of none}
   *
   * @param catalog what configs choose from
   * @param root the folder
   * @throws IllegalArgumentException if it is of a study as well
   * @throws io.rein4j.config.ConfigException if the suite in it is not valid
   */
  public static Optional<Suite> in(Catalog catalog, Path root) {
    return StudyFolder.in(catalog, StudyFolder.Kind.SUITE, root)
        .map(folder -> new Suite(folder.plan(SuitePlan::read), folder));
  }

  @Override
  public StudyFolder folder() {
    return session.folder();
  }

  /** {@return the seeds of every entry} */
  public List<Long> seeds() {
    return plan.runs().stream().map(PlannedRun::seed).distinct().toList();
  }

  /** Also measures the environments by themselves. */
  @Override
  public Optional<SuiteResults> run(
      RunExecutor executor, StudyListener listener, StudyOptions options) throws IOException {
    return session.run(
        executor,
        listener,
        options,
        () -> {},
        outcomes -> {
          List<SuiteResults> results = new ArrayList<>();
          session.write(
              options,
              () -> {
                results.add(SuiteResults.of(plan, outcomes, speeds(options)));
                writeTables(results.get(0));
              });
          return results.get(0);
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

  /** Of joined processes the first one measures, and all say the same. */
  private List<EnvironmentSpeed> speeds(StudyOptions options) throws IOException {
    return options.join() != null && Files.exists(folder().timing())
        ? SuiteTables.readSpeeds(plan, folder())
        : measuredSpeeds();
  }

  private List<EnvironmentSpeed> measuredSpeeds() {
    Map<String, EnvSettings> environments = new LinkedHashMap<>();
    for (PlannedRun run : plan.runs()) {
      environments.putIfAbsent(run.cell().environment(), run.config().env());
    }
    List<EnvironmentSpeed> speeds = new ArrayList<>();
    environments.forEach(
        (name, env) -> speeds.add(EnvironmentSpeed.measure(folder().catalog(), name, env)));
    return speeds;
  }

  @Override
  public List<RunOutcome> outcomes() throws IOException {
    return session.outcomes();
  }

  /**
   * {@inheritDoc} The speeds of environments by themselves, which would differ if they were
   * measured again, are those that were measured.
   */
  @Override
  public SuiteResults results() throws IOException {
    return SuiteResults.of(plan, session.outcomes(), SuiteTables.readSpeeds(plan, folder()));
  }

  @Override
  public void writeTables(SuiteResults results) throws IOException {
    SuiteTables.write(results, folder());
  }

  @Override
  public void writePages(SuiteResults results) throws IOException {
    session.writePages(
        results.runs(), (settings, notices) -> SuiteReport.of(results, settings, notices));
  }
}
