package io.rein4j.cli;

import io.rein4j.api.Incubating;
import io.rein4j.catalog.Catalog;
import io.rein4j.catalog.CatalogException;
import io.rein4j.export.ExportFormat;
import io.rein4j.text.Printable;
import io.rein4j.text.Suggestion;
import io.rein4j.train.ChosenCheckpoint;
import io.rein4j.train.JvmFailures;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.ObjectInputFilter;
import java.io.PrintWriter;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntSupplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** The program {@code rein4j}. */
@Command(
    name = "rein4j",
    description = "Reinforcement learning that reins in its gradients.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    scope = ScopeType.INHERIT,
    synopsisSubcommandLabel = "COMMAND",
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      " 0:done",
      " 1:the work failed, for example because the disk is full",
      " 2:the input was wrong",
      " 129, 130, 143:ended by SIGHUP, Ctrl-C or SIGTERM",
      " 141:the program that read the output had ended"
    })
@Incubating
public final class Main implements Runnable {

  @Spec private CommandSpec spec;

  @Option(
      names = "--debug",
      scope = ScopeType.INHERIT,
      description = "Show the stack trace of an error.")
  private boolean debug;

  /** What the program was called with, plugins included, which the parser does not get to see. */
  private List<String> args = List.of();

  /** Made by the command line's parser. */
  Main() {}

  /**
   * Runs the program and ends the JVM.
   *
   * @param args the arguments
   */
  public static void main(String[] args) {
    // Libraries, too, write numbers for machines with the default locale's digits.
    Locale.setDefault(Locale.ROOT);
    refuseSerializedObjects();
    System.setProperty("org.deeplearning4j.crash.reporting.enabled", "false");
    PrintWriter out = new Output(new FileOutputStream(FileDescriptor.out));
    PrintWriter err = new Output(new FileOutputStream(FileDescriptor.err));
    System.exit(run(out, err, args));
  }

  /**
   * Lets no Java object be deserialised in this process, whatever a library finds in a file; unless
   * whoever started it has set a filter.
   */
  private static void refuseSerializedObjects() {
    if (ObjectInputFilter.Config.getSerialFilter() == null) {
      ObjectInputFilter.Config.setSerialFilter(info -> ObjectInputFilter.Status.REJECTED);
    }
  }

  /**
   * Runs the program.
   *
   * @param out receives results
   * @param err receives errors
   * @param args the arguments
   * @return the exit code: 0 done, 1 the work failed, 2 the input was wrong, 129, 130 or 143 ended
   *     by a signal, 141 nobody read on what it printed
   */
  static int run(PrintWriter out, PrintWriter err, String... args) {
    int exit;
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    try {
      exit = telling(err, () -> execute(out, err, args));
    } finally {
      thread.setContextClassLoader(before);
    }
    out.flush();
    err.flush();
    return exit;
  }

  /** Does something, and says in a sentence what the JVM lacked for it. */
  private static int telling(PrintWriter err, IntSupplier task) {
    try {
      return task.getAsInt();
    } catch (Error | TypeNotPresentException e) {
      Optional<String> sentence = JvmFailures.sentence(e);
      if (sentence.isEmpty()) {
        throw e;
      }
      Terminal.complain(err, sentence.get());
      return ExitCode.SOFTWARE;
    }
  }

  /**
   * Makes the program with its commands.
   *
   * @param catalog what has the commands, and what they choose from
   */
  static CommandLine program(Catalog catalog) {
    return new ProgramCommands(catalog, catalog.entries(CommandFactory.class))
        .program(
            Main::withoutCommands,
            problem -> {
              throw problem;
            });
  }

  private static CommandLine withoutCommands() {
    CommandLine program = new CommandLine(new Main());
    PluginOption.options().forEach(program.getCommandSpec()::addOption);
    return program;
  }

  /** Returns the arguments with which the program of a command was called. */
  static List<String> arguments(CommandSpec command) {
    if (command.root().userObject() instanceof Main main) {
      return main.args;
    }
    throw new IllegalStateException("'%s' is not called by Rein4J.".formatted(command.name()));
  }

  private static int execute(PrintWriter out, PrintWriter err, String... args) {
    PluginOption plugins;
    try {
      plugins = PluginOption.load(List.of(args), System.getenv(), err);
    } catch (IllegalArgumentException e) {
      Terminal.complain(err, String.valueOf(e.getMessage()));
      return ExitCode.USAGE;
    }
    try (plugins) {
      return telling(err, () -> execute(plugins, out, err));
    }
  }

  private static int execute(PluginOption plugins, PrintWriter out, PrintWriter err) {
    ProgramCommands commands = ProgramCommands.of(plugins.catalog(), plugins.rest());
    CommandLine program;
    try {
      program = commands.program(Main::withoutCommands, plugins.problems());
    } catch (CatalogException e) {
      Terminal.complain(err, String.valueOf(e.getMessage()));
      return ExitCode.USAGE;
    }
    Main main = program.getCommand();
    main.args = plugins.args();
    program
        .setCommandName(
            plugins.commandName(ShellWords.quoted(System.getProperty("rein4j.command", "rein4j"))))
        .setOut(out)
        .setErr(err)
        .registerConverter(Path.class, Main::path)
        .registerConverter(long.class, Main::wholeNumber)
        .registerConverter(Long.class, Main::wholeNumber)
        .registerConverter(int.class, Main::wholeNumberOf32Bits)
        .registerConverter(Integer.class, Main::wholeNumberOf32Bits)
        .registerConverter(
            ChosenCheckpoint.Which.class, text -> constant(ChosenCheckpoint.Which.class, text))
        .registerConverter(ExportFormat.class, text -> constant(ExportFormat.class, text))
        .registerConverter(SchemaCommand.Of.class, text -> constant(SchemaCommand.Of.class, text))
        .setParameterExceptionHandler(Failures::wrongArguments)
        .setExecutionStrategy(parsed -> commands.execute(parsed, plugins.exits()))
        .setExecutionExceptionHandler(
            (exception, command, parsed) ->
                Failures.report(exception, command, commands.maker(command), main.debug));
    int exit = HelpText.breaking(program).execute(plugins.rest().toArray(String[]::new));
    if (exit == ExitCode.OK && !goesOnUnread(program)) {
      out.flush();
      try {
        Output.requireWritten(out);
      } catch (IOException | Output.UnreadException e) {
        return Failures.report(e, program, ProgramCommands.REIN4J, main.debug);
      }
    }
    return exit;
  }

  private static boolean goesOnUnread(CommandLine program) {
    List<CommandLine> commands = program.getParseResult().asCommandLineList();
    CommandLine command = commands.get(commands.size() - 1);
    boolean told = command.isUsageHelpRequested() || command.isVersionHelpRequested();
    return !told && command.getCommand() instanceof GoesOnUnread;
  }

  private static Path path(String text) {
    if (text.isBlank()) {
      throw new TypeConversionException("a file or a folder has a name, but none is given");
    }
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new TypeConversionException(
          String.valueOf(e.getReason()).startsWith("Malformed")
              ? ("The encoding of file names, %s, lacks letters of '%s': choose a locale with UTF-8,"
                      + " such as LC_ALL=C.UTF-8.")
                  .formatted(System.getProperty("sun.jnu.encoding"), text)
              : "'%s' is no path: %s.".formatted(text.replace("\0", "\\0"), e.getReason()));
    }
  }

  private static long wholeNumber(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new TypeConversionException(
          "'%s' is not a whole number%s."
              .formatted(Printable.excerpt(text), text.matches("[-+]?\\d+") ? " of 64 bits" : ""));
    }
  }

  private static int wholeNumberOf32Bits(String text) {
    long number = wholeNumber(text);
    if (number != (int) number) {
      throw new TypeConversionException("'%s' is not a whole number of 32 bits.".formatted(text));
    }
    return (int) number;
  }

  /** Reads a constant as people write it: in lower case, and with hyphens. */
  private static <E extends Enum<E>> E constant(Class<E> type, String text) {
    Map<String, E> constants = new LinkedHashMap<>();
    for (E constant : type.getEnumConstants()) {
      constants.put(constant.name().toLowerCase(Locale.ROOT).replace('_', '-'), constant);
    }
    E found = constants.get(text.toLowerCase(Locale.ROOT));
    if (found == null) {
      throw new TypeConversionException(
          "it is one of %s, but not '%s'%s."
              .formatted(
                  String.join(", ", constants.keySet()),
                  Printable.excerpt(text),
                  Suggestion.nearest(text, constants.keySet())
                      .map("; the nearest is '%s'"::formatted)
                      .orElse("")));
    }
    return found;
  }

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }
}
