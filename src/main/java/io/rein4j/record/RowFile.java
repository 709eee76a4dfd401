package io.rein4j.record;

import io.rein4j.files.DamagedFileException;
import io.rein4j.files.Inputs;
import io.rein4j.train.RunFolder;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.DoubleStream;

/**
 * The rows of a file in a run's folder. They are read from the file whenever they are asked for, a
 * piece at a time, so that a file of any length may be read; a last row without a line end is left
 * out.
 *
 * @param <R> the rows
 */
public final class RowFile<R> {

  private final Path file;
  private final RunFile described;
  private final boolean table;
  private final Supplier<Records<R>> records;

  private RowFile(Path file, RunFile described, boolean table, Supplier<Records<R>> records) {
    this.file = file;
    this.described = described;
    this.table = table;
    this.records = records;
  }

  /**
   * {@return the episodes of a run}
   *
   * @param folder the run's folder
   */
  public static RowFile<EpisodeRow> episodes(RunFolder folder) {
    Path file = folder.episodes();
    return new RowFile<>(
        file, RunFile.EPISODES, true, () -> new CsvRecords<>(file, EpisodeRow::read));
  }

  /**
   * {@return the updates of a run}
   *
   * @param folder the run's folder
   */
  public static RowFile<UpdatesRow> updates(RunFolder folder) {
    Path file = folder.updates();
    return new RowFile<>(
        file, RunFile.UPDATES, true, () -> new CsvRecords<>(file, UpdatesRow::read));
  }

  /**
   * {@return the log points of a run}
   *
   * @param folder the run's folder
   */
  public static RowFile<LogRow> log(RunFolder folder) {
    Path file = folder.metrics();
    return new RowFile<>(
        file, RunFile.METRICS, false, () -> new JsonRecords<>(file, LogRow.KIND, LogRow::read));
  }

  /**
   * {@return the evaluations of a run}
   *
   * @param folder the run's folder
   */
  public static RowFile<EvaluationRow> evaluations(RunFolder folder) {
    Path file = folder.metrics();
    return new RowFile<>(
        file,
        RunFile.METRICS,
        false,
        () -> new JsonRecords<>(file, EvaluationRow.KIND, EvaluationRow::read));
  }

  /**
   * {@return the rows of a table that is in no run's folder, as texts}
   *
   * @param file the table
   * @param columns the names of the columns that are read
   */
  public static RowFile<List<String>> cells(Path file, List<String> columns) {
    List<Column<String>> described =
        columns.stream().map(name -> Column.<String>text(name, name, "", text -> text)).toList();
    return new RowFile<>(
        file,
        new RunFile(String.valueOf(file.getFileName()), "a table"),
        true,
        () ->
            new CsvRecords<>(
                file,
                (values, scopes) -> {
                  List<String> cells = new ArrayList<>();
                  for (Column<String> column : described) {
                    cells.add(values.text(column));
                  }
                  return cells;
                }));
  }

  /** Returns the steps of a run's log points and evaluations. */
  static RowFile<Long> steps(RunFolder folder) {
    Path file = folder.metrics();
    return new RowFile<>(
        file,
        RunFile.METRICS,
        false,
        () -> new JsonRecords<>(file, null, fields -> fields.whole(LogRow.STEP)));
  }

  /** {@return whether the file is there} */
  public boolean isThere() {
    return Files.exists(file);
  }

  /**
   * Gives every row to a consumer.
   *
   * @param rows takes them
   * @throws DamagedFileException if there is no such file, or it holds something else
   * @throws IOException if it cannot be read, or the consumer fails
   */
  public void forEach(RowConsumer<R> rows) throws IOException {
    requireFile();
    GrowingFileReader reader = new GrowingFileReader(file, table);
    Records<R> found = records.get();
    boolean empty = true;
    for (byte[] piece = reader.next(); piece.length > 0; piece = reader.next()) {
      found.read(piece, rows);
      empty = false;
    }
    if (empty && table) {
      throw new DamagedFileException("%s has no header row.".formatted(file));
    }
  }

  /**
   * {@return all rows, in memory}
   *
   * @throws DamagedFileException if there is no such file, or it holds something else
   * @throws IOException if it cannot be read
   */
  public List<R> rows() throws IOException {
    List<R> rows = new ArrayList<>();
    forEach(rows::add);
    return rows;
  }

  /**
   * Returns some columns, in memory.
   *
   * @param columns the columns, of numbers
   * @return for each of them its value in every row, NaN where it is undefined
   * @throws DamagedFileException if there is no such file, or it holds something else
   * @throws IOException if it cannot be read
   */
  public List<double[]> columns(List<Column<R>> columns) throws IOException {
    List<DoubleStream.Builder> values = columns.stream().map(c -> DoubleStream.builder()).toList();
    forEach(
        row -> {
          for (int i = 0; i < columns.size(); i++) {
            values.get(i).add(columns.get(i).number(row));
          }
        });
    return values.stream().map(builder -> builder.build().toArray()).toList();
  }

  /**
   * {@return the groups of parameters and the update paths that columns of the table are of}
   *
   * @throws DamagedFileException if there is no such file, or it holds no table
   * @throws IOException if it cannot be read
   */
  public Scopes scopes() throws IOException {
    return Scopes.in(header(), "");
  }

  /** Makes sure that there is such a file. */
  void requireFile() throws DamagedFileException {
    if (!isThere()) {
      throw new DamagedFileException(
          "There is no file '%s'; it should hold %s.".formatted(file, described.holds()));
    }
  }

  private List<String> header() throws IOException {
    requireFile();
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(Inputs.open(file), StandardCharsets.UTF_8.newDecoder()))) {
      List<String> names = new CsvParser(reader, file).row();
      if (names == null) {
        throw new DamagedFileException("%s has no header row.".formatted(file));
      }
      return names;
    } catch (CharacterCodingException e) {
      throw new DamagedFileException("%s is not UTF-8 text.".formatted(file), e);
    }
  }

  /** {@return a reader that gives what has been written since it was last asked} */
  public RowFollower<R> follow() {
    return new RowFollower<>(new GrowingFileReader(file, table), file, records);
  }
}
