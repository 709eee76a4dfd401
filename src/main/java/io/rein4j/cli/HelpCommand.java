package io.rein4j.cli;

import io.rein4j.text.Suggestion;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code rein4j help}: shows what {@code --help} does. */
@Command(name = "help", description = "Show the help of the program or of a command.")
final class HelpCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "COMMAND",
      arity = "0..*",
      description = "The command, for example train or env check.")
  private List<String> names = List.of();

  /** Made by the command line's parser. */
  HelpCommand() {}

  @Override
  public Integer call() {
    CommandLine command = spec.root().commandLine();
    for (String name : names) {
      CommandLine next = command.getSubcommands().get(name);
      if (next == null) {
        throw new IllegalArgumentException(unknown(name, command));
      }
      command = next;
    }
    command.usage(spec.commandLine().getOut());
    return 0;
  }

  private static String unknown(String name, CommandLine command) {
    return Suggestion.nearest(name, command.getSubcommands().keySet())
        .map(nearest -> "There is no command '%s'; the nearest is '%s'.".formatted(name, nearest))
        .orElse("There is no command '%s'.".formatted(name));
  }
}
