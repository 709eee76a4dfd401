package io.rein4j.cli;

import io.rein4j.agent.NonFiniteGradientException;
import io.rein4j.catalog.PluginFailures;
import io.rein4j.config.ConfigException;
import io.rein4j.files.DamagedFileException;
import io.rein4j.text.Suggestion;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns what went wrong into a sentence and an exit code. */
final class Failures {

  private Failures() {}

  /** Says what is wrong with the arguments. */
  static int wrongArguments(ParameterException exception, String[] args) {
    CommandLine command = exception.getCommandLine();
    PrintWriter err = command.getErr();
    Terminal.complain(
        err,
        exception instanceof UnmatchedArgumentException unmatched
            ? unknown(unmatched.getUnmatched().get(0), command.getCommandSpec())
            : sentence(exception));
    err.println("For help: %s --help".formatted(ShellWords.command(command.getCommandSpec())));
    return ExitCode.USAGE;
  }

  private static String unknown(String argument, CommandSpec command) {
    boolean option = argument.startsWith("-");
    if (!option && command.subcommands().isEmpty()) {
      return "'%s' is one argument too many.".formatted(argument);
    }
    return "There is no %s '%s'%s."
        .formatted(
            option ? "option" : "command",
            argument,
            Suggestion.nearest(
                    argument,
                    option ? command.optionsMap().keySet() : command.subcommands().keySet())
                .map("; the nearest is '%s'"::formatted)
                .orElse(""));
  }

  /**
   * Says why a command failed; the input is to blame, or the work.
   *
   * @param maker whose command it is, who has made a mistake if neither is
   */
  static int report(Exception exception, CommandLine command, String maker, boolean debug) {
    if (exception instanceof Output.UnreadException) {
      return Output.UNREAD;
    }
    if (exception instanceof AdvisedFailure advised) {
      int exit = report(advised.failure(), command, maker, debug);
      command.getErr().println(advised.getMessage());
      return exit;
    }
    PrintWriter err = command.getErr();
    Exception cause = exception instanceof UncheckedIOException io ? unwrapped(io) : exception;
    if (cause instanceof ConfigException config) {
      config.sentences().forEach(sentence -> Terminal.complain(err, sentence));
    } else {
      Terminal.complain(err, sentence(cause));
    }
    boolean inputWrong =
        cause instanceof IllegalArgumentException
            || cause instanceof ConfigException
            || cause instanceof DamagedFileException;
    boolean expected =
        inputWrong || cause instanceof IOException || cause instanceof NonFiniteGradientException;
    if (debug) {
      exception.printStackTrace(new PrintWriter(new EscapingWriter(err), true));
    } else if (!expected) {
      String defective =
          PluginFailures.blamed(cause).map(PluginFailures.PluginClass::describe).orElse(maker);
      err.println("This is a defect in %s; --debug shows where it happened.".formatted(defective));
    }
    return inputWrong ? ExitCode.USAGE : ExitCode.SOFTWARE;
  }

  private static Exception unwrapped(UncheckedIOException exception) {
    IOException cause = exception.getCause();
    return cause == null ? exception : cause;
  }

  private static String sentence(Throwable cause) {
    Throwable told = cause;
    if (cause instanceof FileSystemException failure && failure.getFile() != null) {
      told = io.rein4j.files.Failures.sentence("use", Path.of(failure.getFile()), failure);
    }
    String message = told.getMessage();
    return message == null || message.isBlank() ? cause.getClass().getSimpleName() : message;
  }
}
