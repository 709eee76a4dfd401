package io.rein4j.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code rein4j env}: looks at environments. */
@Command(
    name = "env",
    description = "Inspect environments: list them, check one, or step one and print its answers.",
    synopsisSubcommandLabel = "COMMAND")
final class EnvCommand implements Runnable {

  @Spec private CommandSpec spec;

  /** Made by the command line's parser. */
  EnvCommand() {}

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }
}
