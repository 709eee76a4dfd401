package io.rein4j.cli;

import io.rein4j.env.registry.EnvSettings;
import io.rein4j.study.analysis.EnvironmentSpeed;
import io.rein4j.study.analysis.SuiteResults;
import io.rein4j.study.plan.PlannedRun;
import io.rein4j.study.plan.RunOutcome;
import io.rein4j.study.plan.SuitePlan;
import io.rein4j.study.run.RunOutcomes;
import io.rein4j.study.run.StudyFolder;
import io.rein4j.study.tables.SuiteTables;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code rein4j bench}: measures agents and environments. */
@Command(
    name = "bench",
    description = {
      "Run a suite: agents × environments × seeds at fixed budgets, into one table.",
      "A suite that was interrupted, however hard, goes on where it was when it is called again.",
      "Speed and memory are those of runs beside each other; --workers 1 lets none disturb another."
    })
final class BenchCommand implements Callable<Integer>, GoesOnUnread {

  /** Each run has a process of its own, whose memory is the run's. */
  private static final int RUNS_PER_WORKER = 1;

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "SUITE",
      description = "The suite, for instance configs/suites/classic-control.yaml.")
  private Path suite = Path.of("");

  @Mixin private BatchOptions options = new BatchOptions();

  /** Made by the command line's parser. */
  BenchCommand() {}

  @Override
  public Integer call() throws IOException {
    SuitePlan plan = SuitePlan.read(suite);
    if (plan.runs().stream().mapToLong(run -> run.config().seed()).distinct().count() == 1) {
      Terminal.notice(
          spec, "One seed shows no spread: the returns of this suite will have no intervals.");
    }
    StudyFolder folder = options.folder(StudyFolder.Kind.SUITE, plan.name());
    return options.train(
        folder,
        plan.resolved(),
        plan.runs(),
        RUNS_PER_WORKER,
        spec,
        () -> {},
        () -> conclude(plan, folder));
  }

  private void conclude(SuitePlan plan, StudyFolder folder) throws IOException {
    List<RunOutcome> outcomes = RunOutcomes.read(plan.runs(), folder);
    Map<String, EnvSettings> environments = new LinkedHashMap<>();
    for (PlannedRun run : plan.runs()) {
      environments.putIfAbsent(run.cell().environment(), run.config().env());
    }
    List<EnvironmentSpeed> speeds = new ArrayList<>();
    environments.forEach((name, env) -> speeds.add(EnvironmentSpeed.measure(name, env)));
    SuiteResults results = SuiteResults.of(plan, outcomes, speeds);
    SuiteTables.write(results, folder);
    PrintWriter out = Terminal.out(spec);
    out.println();
    SuiteTables.markdown(results).lines().forEach(out::println);
    BatchOptions.printFailures(outcomes, out);
    out.flush();
    Reports.writePages(results, outcomes, folder);
    out.println("Page: " + folder.report());
  }
}
