package io.rein4j.cli;

import io.rein4j.catalog.Catalog;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code rein4j report}: writes the page of a folder again. */
@Command(
    name = "report",
    description =
        "Write report.html again from the folder of a run, a study or a suite, finished or not,"
            + " and save the page's figures as SVG and PNG.")
final class ReportCommand implements Callable<Integer>, GoesOnUnread {

  private final Catalog catalog;

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "RUN|STUDY|SUITE",
      description = "The folder of a run, a study or a suite.")
  private Path folder = Path.of("");

  /** Formats of tables. */
  enum Format {
    /** CSV, with a description of the columns. */
    CSV;

    @Override
    public String toString() {
      return "csv";
    }
  }

  @Option(
      names = "--format",
      paramLabel = "csv",
      description =
          "Instead of the page, write the rows of a run, or of all runs of a study or suite, as"
              + " tables for notebooks: tables/*.csv, and tables/schema.json, which describes"
              + " their columns.")
  private @Nullable Format format;

  /**
   * The command, before its arguments are read.
   *
   * @param catalog what there is to choose from
   */
  ReportCommand(Catalog catalog) {
    this.catalog = catalog;
  }

  @Override
  public Integer call() throws IOException {
    PrintWriter out = Terminal.out(spec);
    if (format == null) {
      Reports.write(catalog, folder, sentence -> Terminal.notice(spec, sentence))
          .ifPresent(
              written -> {
                out.println("Page: " + written.page());
                out.println("Figures: " + written.figures());
              });
    } else {
      out.println("Tables: " + Reports.writeTables(catalog, folder));
    }
    return 0;
  }
}
