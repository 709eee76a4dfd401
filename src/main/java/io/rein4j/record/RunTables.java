package io.rein4j.record;

import io.rein4j.api.Incubating;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * The rows of runs as CSV tables for notebooks, one for all runs: {@code episodes.csv}, {@code
 * updates.csv}, {@code log.csv} and {@code evaluations.csv}, and {@code schema.json}, which
 * describes their columns as a Frictionless Data Package does. Rows are copied one by one, so that
 * tables of any length are.
 */
@Incubating
public final class RunTables {

  /**
   * A run among others.
   *
   * @param labels what tells it from the others, by the names of the first columns; every run has
   *     the same names
   * @param data the run
   */
  public record Labelled(Map<String, String> labels, RunData data) {

    public Labelled {
      labels = new LinkedHashMap<>(labels);
    }
  }

  private final List<Labelled> runs;
  private final Path folder;
  private final List<Map<String, Object>> resources = new ArrayList<>();

  private RunTables(List<Labelled> runs, Path folder) {
    this.runs = runs;
    this.folder = folder;
  }

  /**
   * Writes the tables in place of what was there.
   *
   * @param runs the runs, at least one; what a run has not written is left out
   * @param folder the folder of the tables, made if it does not exist
   * @throws io.rein4j.files.DamagedFileException if a file is not what its run wrote
   * @throws IOException if a file cannot be read or written
   */
  public static void write(List<Labelled> runs, Path folder) throws IOException {
    Files.createDirectories(folder);
    RunTables tables = new RunTables(runs, folder);
    tables.table("episodes", RunData::episodes, EpisodeRow::columns);
    tables.table("updates", RunData::updates, UpdatesRow::columns);
    tables.log();
    tables.evaluations();
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("profile", "tabular-data-package");
    schema.put("resources", tables.resources);
    JsonFiles.write(folder.resolve("schema.json"), schema);
  }

  /** Writes tables as one: its columns are those of all of them. */
  private <R> void table(
      String name, Function<RunData, RowFile<R>> rows, Function<Scopes, List<Column<R>>> columnsOf)
      throws IOException {
    List<Source<R>> sources = new ArrayList<>();
    for (Labelled run : runs) {
      RowFile<R> own = rows.apply(run.data());
      if (own.isThere()) {
        sources.add(new Source<>(run.labels(), own, columnsOf.apply(own.scopes())));
      }
    }
    write(name, columnsOf.apply(Scopes.NONE), sources);
  }

  private void log() throws IOException {
    List<Source<LogRow>> sources = new ArrayList<>();
    for (Labelled run : runs) {
      RowFile<LogRow> own = run.data().log();
      if (own.isThere()) {
        Map<String, Column<LogRow>> columns = new LinkedHashMap<>();
        own.forEach(row -> row.columns().forEach(c -> columns.putIfAbsent(c.key(), c)));
        sources.add(new Source<>(run.labels(), own, List.copyOf(columns.values())));
      }
    }
    write("log", LogRow.PROGRESS, sources);
  }

  private void evaluations() throws IOException {
    List<Column<EvaluationRow>> columns =
        EvaluationRow.COLUMNS.stream().filter(column -> column.kind() != Column.Kind.LIST).toList();
    List<Source<EvaluationRow>> sources = new ArrayList<>();
    for (Labelled run : runs) {
      if (run.data().evaluations().isThere()) {
        sources.add(new Source<>(run.labels(), run.data().evaluations(), columns));
      }
    }
    write("evaluations", columns, sources);
  }

  private <R> void write(String name, List<Column<R>> always, List<Source<R>> sources)
      throws IOException {
    Map<String, Column<R>> columns = new LinkedHashMap<>();
    always.forEach(column -> columns.put(column.key(), column));
    sources.forEach(
        source -> source.columns().forEach(column -> columns.putIfAbsent(column.key(), column)));
    List<String> labels = List.copyOf(runs.get(0).labels().keySet());
    List<String> header = new ArrayList<>(labels);
    header.addAll(columns.keySet());
    Path file = folder.resolve(name + ".csv");
    Files.deleteIfExists(file);
    try (CsvWriter csv = CsvWriter.open(file, header)) {
      for (Source<R> source : sources) {
        Set<String> own = Set.copyOf(Column.keys(source.columns()));
        source
            .rows()
            .forEach(
                row -> {
                  labels.forEach(label -> csv.cell(source.labels().getOrDefault(label, "")));
                  for (Column<R> column : columns.values()) {
                    if (own.contains(column.key())) {
                      csv.cell(column, row);
                    } else {
                      csv.cell("");
                    }
                  }
                  csv.endRow();
                });
      }
    }
    List<Map<String, Object>> fields = new ArrayList<>();
    labels.forEach(label -> fields.add(field(label(label))));
    columns.values().forEach(column -> fields.add(field(column)));
    Map<String, Object> resource = new LinkedHashMap<>();
    resource.put("name", name);
    resource.put("path", name + ".csv");
    resource.put("profile", "tabular-data-resource");
    resource.put("schema", Map.of("fields", fields));
    resources.add(resource);
  }

  private static Column<String> label(String label) {
    return Column.text(
        label,
        label,
        "The run's %s, which distinguishes it from other runs.".formatted(label),
        text -> text);
  }

  private static Map<String, Object> field(Column<?> column) {
    Map<String, Object> field = new LinkedHashMap<>();
    field.put("name", column.key());
    field.put("type", column.kind().word());
    field.put("title", column.heading());
    field.put("unit", column.unit());
    field.put("description", column.description());
    return field;
  }

  /** The rows of one run, with the columns that it has. */
  private record Source<R>(Map<String, String> labels, RowFile<R> rows, List<Column<R>> columns) {}
}
