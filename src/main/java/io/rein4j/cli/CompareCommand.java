package io.rein4j.cli;

import io.rein4j.record.Console;
import io.rein4j.record.Numbers;
import io.rein4j.study.analysis.Analysis;
import io.rein4j.study.analysis.ChanceCheck;
import io.rein4j.study.analysis.Comparison;
import io.rein4j.study.analysis.Outcome;
import io.rein4j.study.analysis.StudyResults;
import io.rein4j.study.plan.RandomReturn;
import io.rein4j.study.plan.RunOutcome;
import io.rein4j.study.plan.StudyPlan;
import io.rein4j.study.run.RandomReturns;
import io.rein4j.study.run.RunOutcomes;
import io.rein4j.study.run.StudyFolder;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code rein4j compare}: runs a study and says what it has shown. */
@Command(
    name = "compare",
    description = {
      "Run a study: settings × seeds × environments, trained by parallel workers, then compared.",
      "A study that was interrupted, however hard, goes on where it was when it is called again."
    })
final class CompareCommand implements Callable<Integer>, GoesOnUnread {

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "STUDY",
      description = "The study, for instance configs/studies/quick.yaml.")
  private Path study = Path.of("");

  @Mixin private BatchOptions options = new BatchOptions();

  /** Made by the command line's parser. */
  CompareCommand() {}

  @Override
  public Integer call() throws IOException {
    StudyPlan plan = StudyPlan.read(study);
    StudyFolder folder = options.folder(StudyFolder.Kind.STUDY, plan.design().name());
    return options.train(
        folder,
        plan.resolved(),
        plan.runs(),
        Integer.MAX_VALUE,
        spec,
        () -> measure(plan, folder),
        () -> conclude(plan, folder));
  }

  /** Measures what random actions get, where the study says so, and makes sure that it is less. */
  private void measure(StudyPlan plan, StudyFolder folder) throws IOException {
    RandomReturns.measure(plan, folder);
    Map<String, RandomReturn> measured = RandomReturns.read(plan, folder);
    plan.design(measured);
    PrintWriter out = Terminal.out(spec);
    measured.forEach(
        (environment, one) ->
            out.println(
                "Random actions in %s: a mean return of %s (standard error %s, %s)"
                    .formatted(
                        environment,
                        Numbers.rounded(one.mean(), 3),
                        Numbers.rounded(one.standardError(), 3),
                        Numbers.counted(one.episodes(), "episode"))));
    out.flush();
  }

  private void conclude(StudyPlan plan, StudyFolder folder) throws IOException {
    List<RunOutcome> outcomes = RunOutcomes.read(plan.runs(), folder);
    StudyResults results =
        Analysis.of(plan.design(RandomReturns.read(plan, folder)), outcomes, plan.analysis());
    Reports.writeTables(results, folder);
    PrintWriter out = Terminal.out(spec);
    print(results, Terminal.console(spec.commandLine().getOut()));
    BatchOptions.printFailures(outcomes, out);
    out.println();
    out.println("Results: " + folder.root());
    // What takes long, and may fail, comes behind what the study has shown.
    out.flush();
    Reports.writePages(results, folder);
    out.println("Page: " + folder.report());
  }

  private static void print(StudyResults results, Console console) {
    for (Outcome outcome : Outcome.values()) {
      console.print("");
      console.print(outcome.words() + ":");
      for (Comparison comparison : results.comparisons()) {
        if (comparison.outcome() == outcome) {
          console.print("  " + comparison.sentence());
        }
      }
      for (ChanceCheck check : results.chance()) {
        if (check.outcome() == outcome) {
          console.print("  " + check.sentence());
        }
      }
    }
    if (!results.warnings().isEmpty()) {
      console.print("");
      results.warnings().forEach(warning -> console.print("Warning: " + warning));
    }
  }
}
