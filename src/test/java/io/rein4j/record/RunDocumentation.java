package io.rein4j.record;

import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import java.util.stream.Stream;

/** The tables of {@code runs/README.md}: the files of a run's folder and their columns. */
final class RunDocumentation {

  private static final String GROUP = "<group>";

  private RunDocumentation() {}

  /** Returns the tables as Markdown. */
  static String markdown() {
    StringJoiner text = new StringJoiner("\n\n", "", "\n");
    text.add(files());
    text.add("## " + RunFile.EPISODES.name());
    text.add(
        "One row per episode. On-policy, its updates are those of every rollout that holds one of"
            + " its transitions; otherwise, they are those made while it was running. Rows of"
            + " episodes that ran at the same time count the same updates. After these columns"
            + " come the [figures of clipping](#figures-of-clipping) of the episode's updates,"
            + " the figures of the norms' tail, and the figures of each group of parameters; and with"
            + " `update-clipping`, the [figures of updates](#figures-of-updates).");
    text.add(table(EpisodeRow.OWN));
    text.add("## " + RunFile.UPDATES.name());
    text.add(
        "One row per rollout, or per 1,000 updates of an agent that learns from a replay memory."
            + " Each update is in exactly one row. After these columns come the figures of"
            + " clipping, those of each group, and, if the agent has several update paths, those"
            + " of each path; and with `update-clipping`, the [figures of updates](#figures-of-updates).");
    text.add(table(UpdatesRow.OWN));
    text.add("## " + RunFile.METRICS.name());
    text.add(
        "One JSON object per line, whose `%s` is `%s` or `%s`. A log point has the agent's own figures by their names (losses, learning rate, …), all figures of clipping with the prefix `%s`, including those of rules, and these keys:"
            .formatted(JsonFields.KIND, LogRow.KIND, EvaluationRow.KIND, LogRow.GRADIENT));
    text.add(table(concat(LogRow.PROGRESS, LogRow.SHOWN)));
    text.add(
        "With `diagnostics`, a log point also has these of the agent's own figures, with `/path:<name>` behind them on each of several update paths:");
    text.add(table(Diagnostics.COLUMNS));
    text.add("An evaluation has these keys:");
    text.add(table(EvaluationRow.COLUMNS));
    text.add("## " + RunFile.SUMMARY.name());
    text.add(
        "`gradient` has all figures of clipping over all updates of the run, and also `%s`. An evaluation has the keys %s."
            .formatted(Summary.QUANTILES.key(), keys(EvaluationFigures.COLUMNS)));
    text.add(table(Summary.COLUMNS));
    text.add("## " + RunFile.PROVENANCE.name());
    text.add(table(RunProvenance.columns()));
    text.add("## " + RunFile.FAILURE.name());
    text.add(table(RunFailure.COLUMNS));
    text.add("## " + RunFile.RESOURCES.name());
    text.add(table(RunResources.COLUMNS));
    text.add("## Figures of clipping");
    text.add(
        "Fractions, norms and coefficients are over applied updates with finite norms. If there"
            + " are none, the cell is empty (`null` in JSON).");
    text.add(table(ClippingFigures.COLUMNS));
    text.add("The figures of the norms' tail:");
    text.add(table(TailFigures.COLUMNS));
    text.add(
        "`figure/<group>` belongs to a group of parameters. Tables have %s; `%s` and `%s` also have %s. `figure/path:<name>` belongs to one of several update paths. `rule/<n>/figure` belongs to a clipping rule, counted from 0:"
            .formatted(
                keys(
                    ScopeFigures.IN_TABLES.stream()
                        .<Column<ScopeFigures>>map(column -> column.in(Scope.group(GROUP)))
                        .toList()),
                RunFile.METRICS.name(),
                RunFile.SUMMARY.name(),
                keys(
                    ScopeFigures.COLUMNS.subList(
                        ScopeFigures.IN_TABLES.size(), ScopeFigures.COLUMNS.size()))));
    text.add(table(RuleFigures.COLUMNS));
    text.add("## Figures of updates");
    text.add(
        "The files of a run whose agent has `update-clipping` also have these figures of what the optimizer made of the gradients, over the same updates. They too are there of each group, of which tables have %s, and of each of several update paths. `update_rule/<n>/figure` in `%s` and `%s` belongs to a rule of update clipping, counted from 0."
            .formatted(
                keys(
                    ParameterUpdateFigures.IN_TABLES.stream()
                        .<Column<ParameterUpdateFigures>>map(
                            column -> column.in(Scope.group(GROUP)))
                        .toList()),
                RunFile.METRICS.name(),
                RunFile.SUMMARY.name()));
    text.add(table(ParameterUpdateFigures.COLUMNS));
    return text.toString();
  }

  private static String files() {
    List<String> lines = new ArrayList<>(List.of("| file | what it holds |", "|---|---|"));
    RunFile.ALL.forEach(file -> lines.add("| `%s` | %s |".formatted(file.name(), file.holds())));
    return String.join("\n", lines);
  }

  private static String table(List<? extends Column<?>> columns) {
    List<String> lines =
        new ArrayList<>(List.of("| name | type | unit | what it is |", "|---|---|---|---|"));
    for (Column<?> column : columns) {
      lines.add(
          "| `%s` | %s | %s | %s |"
              .formatted(column.key(), column.kind().word(), column.unit(), column.description()));
    }
    return String.join("\n", lines);
  }

  private static String keys(List<? extends Column<?>> columns) {
    StringJoiner keys = new StringJoiner(", ");
    columns.forEach(column -> keys.add("`" + column.key() + "`"));
    return keys.toString();
  }

  private static <R> List<Column<R>> concat(List<Column<R>> first, List<Column<R>> second) {
    return Stream.concat(first.stream(), second.stream()).toList();
  }
}
