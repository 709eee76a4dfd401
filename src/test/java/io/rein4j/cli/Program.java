package io.rein4j.cli;

import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What the program printed, and how it ended.
 *
 * @param exit the exit code
 * @param out what it printed to its standard output
 * @param err what it printed to its standard error
 */
record Program(int exit, String out, String err) {

  /** Runs the program in this process. */
  static Program run(Object... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    String[] texts = new String[args.length];
    for (int i = 0; i < args.length; i++) {
      texts[i] = args[i].toString();
    }
    int exit = Main.run(new PrintWriter(out), new PrintWriter(err), texts);
    return new Program(exit, out.toString(), err.toString());
  }

  /**
   * {@return how the program ended, for counting}
   *
   * @throws AssertionError if it did not end as it must whatever its input is: with exit code 0, 1
   *     or 2, a sentence where it is not 0, and neither a trace, nor a defect, nor a lack of memory
   */
  String ended() {
    String all = out + err;
    boolean failed = exit != 0;
    if (exit < 0
        || exit > 2
        || (failed && !err.startsWith("rein4j: "))
        || all.contains("\tat ")
        || all.contains("This is a defect")
        || all.contains("of memory that Java may use")) {
      throw new AssertionError("The program ended with %s and said:%n%s".formatted(exit, all));
    }
    return "exit " + exit;
  }

  /** The command that starts the program in a process of its own. */
  static List<String> command(Object... args) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
    for (Object arg : args) {
      command.add(arg.toString());
    }
    return command;
  }

  /** Starts a process whose output is of no interest but for its errors. */
  static Process start(List<String> command, File err) throws IOException {
    return new ProcessBuilder(command)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(err)
        .start();
  }
}
