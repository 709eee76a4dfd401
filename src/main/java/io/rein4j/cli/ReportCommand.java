package io.rein4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code rein4j report}: writes the page of a folder again. */
@Command(
    name = "report",
    description =
        "Write report.html again from what the folder of a run, a study or a suite holds, finished"
            + " or not, and the page's figures as SVG and PNG.")
final class ReportCommand implements Callable<Integer>, GoesOnUnread {

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "RUN|STUDY|SUITE",
      description = "The folder of a run, a study or a suite.")
  private Path folder = Path.of("");

  /** Made by the command line's parser. */
  ReportCommand() {}

  @Override
  public Integer call() throws IOException {
    Terminal.out(spec).println("Page: " + Reports.write(folder));
    return 0;
  }
}
