package io.rein4j.cli;

import io.rein4j.catalog.Catalog;
import io.rein4j.study.plan.StudyPlan;
import io.rein4j.study.plan.SuitePlan;
import io.rein4j.train.RunConfigs;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code rein4j schema}: prints the JSON Schema of configs, with what plugins add. */
@Command(
    name = "schema",
    description =
        "Print the JSON Schema of run, study or suite files, for editors that complete and check"
            + " YAML. It has what plugins add, too.")
final class SchemaCommand implements Runnable {

  private final Catalog catalog;

  @Spec private CommandSpec spec;

  /** Files that have a schema. */
  enum Of {
    /** A run's config. */
    RUN,
    /** A study. */
    STUDY,
    /** A suite. */
    SUITE
  }

  @Parameters(
      paramLabel = "run|study|suite",
      arity = "0..1",
      defaultValue = "run",
      description = "Which files; default: ${DEFAULT-VALUE}.")
  private Of of = Of.RUN;

  /**
   * The command, before its arguments are read.
   *
   * @param catalog what there is to choose from
   */
  SchemaCommand(Catalog catalog) {
    this.catalog = catalog;
  }

  @Override
  public void run() {
    String schema =
        switch (of) {
          case RUN -> RunConfigs.schema(catalog);
          case STUDY -> StudyPlan.schema(catalog);
          case SUITE -> SuitePlan.schema(catalog);
        };
    spec.commandLine().getOut().print(schema);
  }
}
