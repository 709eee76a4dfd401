package io.rein4j.documents;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command of the documents' plugin. */
@Command(name = "bake", description = "Say how long a loaf bakes.")
final class BakeCommand implements Runnable {

  @Parameters(paramLabel = "KG", description = "The weight of the loaf.")
  private double weight;

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    spec.commandLine().getOut().println(40 * weight + " minutes");
  }
}
