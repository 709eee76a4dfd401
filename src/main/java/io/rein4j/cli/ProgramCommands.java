package io.rein4j.cli;

import io.rein4j.catalog.Catalog;
import io.rein4j.catalog.CatalogException;
import io.rein4j.catalog.ModuleOrigin;
import io.rein4j.catalog.PluginFailures;
import io.rein4j.train.JvmFailures;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.ExecutionException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;

/**
 * The commands of the program, whoever made them.
 *
 * @param catalog what they choose from
 * @param factories their makers by name
 */
record ProgramCommands(Catalog catalog, Map<String, CommandFactory> factories) {

  /** Who made what no plugin did. */
  static final String REIN4J = "Rein4J";

  /** Returns the commands that a command line may call; for a worker, no plugin's. */
  static ProgramCommands of(Catalog catalog, List<String> args) {
    Map<String, CommandFactory> factories =
        new LinkedHashMap<>(catalog.entries(CommandFactory.class));
    if (args.equals(List.of(WorkerCommand.NAME))) {
      factories.keySet().removeIf(name -> !origin(catalog, name).isOwn());
    }
    return new ProgramCommands(catalog, factories);
  }

  private static ModuleOrigin origin(Catalog catalog, String name) {
    return catalog.origin(CommandFactory.class, name);
  }

  /**
   * Makes the program.
   *
   * @param bare makes one without commands
   * @param problems hears of each command that cannot be made, and may throw it; it is left out
   */
  CommandLine program(Supplier<CommandLine> bare, Consumer<CatalogException> problems) {
    Set<String> leftOut = new HashSet<>();
    CommandLine program = bare.get();
    while (!add(program, leftOut, problems)) {
      // A command that does not fit may have been added in part.
      program = bare.get();
    }
    return program;
  }

  private boolean add(
      CommandLine program, Set<String> leftOut, Consumer<CatalogException> problems) {
    for (Map.Entry<String, CommandFactory> factory : factories.entrySet()) {
      String name = factory.getKey();
      if (leftOut.contains(name)) {
        continue;
      }
      try {
        add(program, name, factory.getValue());
      } catch (RuntimeException | LinkageError e) {
        problems.accept(
            origin(catalog, name).failed("has a faulty command '%s'".formatted(name), e));
        leftOut.add(name);
        return false;
      }
    }
    return true;
  }

  private void add(CommandLine program, String name, CommandFactory factory) {
    Object made = Objects.requireNonNull(factory.create(catalog), "its CommandFactory gives null");
    CommandLine command = made instanceof CommandLine line ? line : new CommandLine(made);
    program.addSubcommand(name, command.setCommandName(name));
  }

  /**
   * Does what a command line says.
   *
   * @param exits looks out for plugins that end the program, as a plugin's own command may
   */
  int execute(ParseResult parsed, PluginExits exits) {
    List<CommandLine> called = parsed.asCommandLineList();
    CommandLine command = called.get(called.size() - 1);
    if (!maker(command).equals(REIN4J)) {
      exits.close();
    }
    try {
      return new RunLast().execute(parsed);
    } catch (Error e) {
      boolean ofRein4j = maker(command).equals(REIN4J) && PluginFailures.blamed(e).isEmpty();
      if (ofRein4j || JvmFailures.sentence(e).isPresent()) {
        throw e;
      }
      ExecutionException failure = new ExecutionException(command, e.toString(), e);
      failure.setStackTrace(e.getStackTrace());
      throw failure;
    }
  }

  /** Returns who made a command, in words. */
  String maker(CommandLine command) {
    CommandSpec spec = command.getCommandSpec();
    while (spec.parent() != null && spec.parent().parent() != null) {
      spec = spec.parent();
    }
    if (spec.parent() == null || !factories.containsKey(spec.name())) {
      return REIN4J;
    }
    ModuleOrigin origin = origin(catalog, spec.name());
    return origin.isOwn() ? REIN4J : "the module " + origin.describe();
  }
}
