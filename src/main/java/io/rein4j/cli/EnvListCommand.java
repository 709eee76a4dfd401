package io.rein4j.cli;

import io.rein4j.catalog.Catalog;
import io.rein4j.env.Env;
import io.rein4j.env.EnvSpec;
import io.rein4j.env.source.Envs;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code rein4j env list}: the table of environments. */
@Command(
    name = "list",
    description = "List the native environments with their spaces and step limits.")
final class EnvListCommand implements Runnable {

  /** What stands for what there is not, or cannot be found out. */
  private static final String UNKNOWN = "-";

  /** Blanks between two columns. */
  private static final int GAP = 2;

  private final Catalog catalog;

  @Spec private CommandSpec spec;

  /**
   * The command, before its arguments are read.
   *
   * @param catalog what there is to choose from
   */
  EnvListCommand(Catalog catalog) {
    this.catalog = catalog;
  }

  @Override
  public void run() {
    List<String[]> rows = new ArrayList<>();
    rows.add(new String[] {"id", "observations", "actions", "step limit"});
    Envs envs = new Envs(catalog);
    for (String id : envs.ids()) {
      EnvSpec environment = envs.spec(id);
      String limit =
          environment.maxEpisodeSteps().isPresent()
              ? String.valueOf(environment.maxEpisodeSteps().getAsInt())
              : UNKNOWN;
      String observations = UNKNOWN;
      String actions = UNKNOWN;
      try (Env env = envs.make(id, Map.of())) {
        observations = SpaceJson.describe(env.observationSpace());
        actions = SpaceJson.describe(env.actionSpace());
      } catch (IllegalArgumentException | UncheckedIOException e) {
        Terminal.notice(
            spec,
            "The environment '%s' does not work. %s".formatted(id, String.valueOf(e.getMessage())));
      }
      rows.add(new String[] {id, observations, actions, limit});
    }
    print(rows, Terminal.out(spec));
  }

  private static void print(List<String[]> rows, PrintWriter out) {
    int[] widths = new int[rows.get(0).length];
    for (String[] row : rows) {
      for (int i = 0; i < row.length; i++) {
        widths[i] = Math.max(widths[i], row[i].length());
      }
    }
    int columns = Terminal.columns();
    if (columns > 0 && IntStream.of(widths).sum() + GAP * (widths.length - 1) > columns) {
      printBelow(rows, out);
      return;
    }
    for (String[] row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < row.length; i++) {
        line.append(row[i]).append(" ".repeat(widths[i] - row[i].length() + GAP));
      }
      out.println(line.toString().stripTrailing());
    }
  }

  /** Prints, where a table is too wide for the terminal, one cell below the other. */
  private static void printBelow(List<String[]> rows, PrintWriter out) {
    String[] names = rows.get(0);
    for (String[] row : rows.subList(1, rows.size())) {
      out.println(row[0]);
      for (int i = 1; i < row.length; i++) {
        out.println("  " + names[i] + ": " + row[i]);
      }
    }
  }
}
