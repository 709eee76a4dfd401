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
        "One row an episode. Its own updates are, on-policy, those of every rollout that holds one of"
            + " its transitions, and otherwise those made while it was running; rows of episodes"
            + " that ran at the same time count the same updates. Behind these columns stand the [figures of clipping](#figures-of-clipping)"
            + " of the updates that are its own, the figures of the norms' tail, and the figures of"
            + " each group of parameters.");
    text.add(table(EpisodeRow.OWN));
    text.add("## " + RunFile.UPDATES.name());
    text.add(
        "One row a rollout, or per 1,000 updates of an agent that learns from a replay memory; each"
            + " update is in one row. Behind these columns stand the figures of clipping, those of"
            + " each group, and, where an agent has several update paths, those of each path.");
    text.add(table(UpdatesRow.OWN));
    text.add("## " + RunFile.METRICS.name());
    text.add(
        "One JSON object a line, whose `%s` is `%s` or `%s`. Of a log point, with the agent's own figures by their names (losses, learning rate, …) and, behind `%s`, all figures of clipping, also those of rules:"
            .formatted(JsonFields.KIND, LogRow.KIND, EvaluationRow.KIND, LogRow.GRADIENT));
    text.add(table(concat(LogRow.PROGRESS, LogRow.SHOWN)));
    text.add("Of an evaluation:");
    text.add(table(EvaluationRow.COLUMNS));
    text.add("## " + RunFile.SUMMARY.name());
    text.add(
        "`gradient` has all figures of clipping over all updates of the run, and these besides: `%s`. An evaluation has the keys %s."
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
        "Fractions, norms and coefficients are over applied updates with finite norms; one over nothing is an empty cell, and `null` in JSON.");
    text.add(table(ClippingFigures.COLUMNS));
    text.add("What the last norms say of their tail:");
    text.add(table(TailFigures.COLUMNS));
    text.add(
        "`figure/<group>` is of a group of parameters: in tables %s, in `%s` and `%s` also %s. `figure/path:<name>` is of one of several update paths. `rule/<n>/figure` is of a clipping rule, counted from 0:"
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
