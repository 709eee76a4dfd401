package io.rein4j.record;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The names of a run's files and the keys in them, for the law that nobody else spells them. */
public final class RunVocabulary {

  private RunVocabulary() {}

  /** The names of files; not those of folders, which are no secret. */
  public static Set<String> fileNames() {
    Set<String> names = new LinkedHashSet<>();
    RunFile.ALL.stream()
        .map(RunFile::name)
        .filter(name -> !name.endsWith("/") && !name.contains("*"))
        .forEach(names::add);
    return names;
  }

  /** The keys of columns, without those of groups, paths and rules. */
  public static Set<String> keys() {
    Set<String> keys = new LinkedHashSet<>();
    List.of(
            EpisodeRow.columns(Scopes.NONE),
            UpdatesRow.columns(Scopes.NONE),
            LogRow.PROGRESS,
            LogRow.SHOWN,
            Diagnostics.COLUMNS,
            EvaluationRow.COLUMNS,
            EvaluationFigures.COLUMNS,
            RuleFigures.COLUMNS,
            ParameterUpdateFigures.COLUMNS,
            Summary.COLUMNS,
            List.of(Summary.QUANTILES),
            RunProvenance.columns(),
            RunFailure.COLUMNS,
            RunResources.COLUMNS)
        .forEach(columns -> columns.forEach(column -> keys.add(column.key())));
    return keys;
  }
}
