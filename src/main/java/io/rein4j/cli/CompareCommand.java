package io.rein4j.cli;

import io.rein4j.catalog.Catalog;
import io.rein4j.record.Console;
import io.rein4j.study.Study;
import io.rein4j.study.analysis.ChanceCheck;
import io.rein4j.study.analysis.Choice;
import io.rein4j.study.analysis.Comparison;
import io.rein4j.study.analysis.RunScore;
import io.rein4j.study.analysis.StudyResults;
import io.rein4j.study.plan.Outcome;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
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
      "An interrupted study, even one that was killed, continues when you call it again."
    })
final class CompareCommand implements Callable<Integer>, GoesOnUnread {

  private final Catalog catalog;

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "STUDY",
      description = "The study, for example configs/studies/quick.yaml.")
  private Path study = Path.of("");

  @Mixin private BatchOptions options = new BatchOptions();

  /**
   * The command, before its arguments are read.
   *
   * @param catalog what there is to choose from
   */
  CompareCommand(Catalog catalog) {
    this.catalog = catalog;
  }

  @Override
  public Integer call() throws IOException {
    ConfigKind.STUDY.require(study, spec);
    Study plan = Study.read(catalog, study, options.out());
    return options.run(plan, Integer.MAX_VALUE, spec, results -> conclude(plan, results));
  }

  private void conclude(Study plan, StudyResults results) {
    PrintWriter out = Terminal.out(spec);
    print(results, Terminal.console(spec.commandLine().getOut()));
    BatchOptions.printFailures(results.runs().stream().map(RunScore::run).toList(), out);
    out.println();
    out.println("Results: " + plan.folder().root());
    if (results.choice() != null) {
      out.println("Recommended config: " + plan.folder().recommended());
    }
  }

  private static void print(StudyResults results, Console console) {
    Choice choice = results.choice();
    if (choice != null) {
      console.print("");
      console.print(choice.sentence());
      choice.race().stream()
          .filter(level -> !level.finalist())
          .forEach(level -> console.print("  " + level.sentence()));
    }
    if (!results.grids().isEmpty()) {
      console.print("");
      console.print("sensitivity across environments:");
      results.grids().forEach(grid -> console.print("  " + grid.sentence()));
    }
    for (Outcome outcome : results.design().outcomes()) {
      console.print("");
      console.print(
          "%s (%s):"
              .formatted(
                  outcome.words(),
                  outcome == results.design().primary() ? "primary" : "secondary"));
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
