package io.rein4j.cli;

import io.rein4j.catalog.Catalog;
import io.rein4j.study.Suite;
import io.rein4j.study.analysis.SuiteResults;
import io.rein4j.study.tables.SuiteTables;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
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
      "Run a suite: agents × environments × seeds at fixed budgets, in one table.",
      "An interrupted suite, even one that was killed, continues when you call it again.",
      "Runs that train at the same time share the machine; measure speeds with --workers 1."
    })
final class BenchCommand implements Callable<Integer>, GoesOnUnread {

  /** Each run has a process of its own, whose memory is the run's. */
  private static final int RUNS_PER_WORKER = 1;

  private final Catalog catalog;

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "SUITE",
      description = "The suite, for example configs/suites/classic-control.yaml.")
  private Path suite = Path.of("");

  @Mixin private BatchOptions options = new BatchOptions();

  /**
   * The command, before its arguments are read.
   *
   * @param catalog what there is to choose from
   */
  BenchCommand(Catalog catalog) {
    this.catalog = catalog;
  }

  @Override
  public Integer call() throws IOException {
    ConfigKind.SUITE.require(suite, spec);
    Suite plan = Suite.read(catalog, suite, options.out());
    if (plan.seeds().size() == 1) {
      Terminal.notice(
          spec, "One seed shows no spread: the returns of this suite will have no intervals.");
    }
    return options.run(plan, RUNS_PER_WORKER, spec, this::conclude);
  }

  private void conclude(SuiteResults results) {
    PrintWriter out = Terminal.out(spec);
    out.println();
    SuiteTables.markdown(results).lines().forEach(out::println);
    BatchOptions.printFailures(results.runs(), out);
  }
}
