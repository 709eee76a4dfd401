package io.rein4j.cli;

import io.rein4j.report.RunReport;
import io.rein4j.train.RunFolder;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code rein4j report}: writes the page of a folder again. */
@Command(
    name = "report",
    description = {
      "Write report.html again from what a run folder holds, finished or not,",
      "and its figures as SVG and PNG."
    })
final class ReportCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "RUN", description = "The run folder.")
  private Path run = Path.of("");

  /** Made by the command line's parser. */
  ReportCommand() {}

  @Override
  public Integer call() throws IOException {
    RunFolder folder = RunFolder.open(run);
    RunReport report = RunReport.of(folder);
    report.writePage();
    report.writeFigures();
    PrintWriter out = spec.commandLine().getOut();
    out.println("Page: " + folder.report());
    out.println("Figures: " + folder.figures());
    return 0;
  }
}
