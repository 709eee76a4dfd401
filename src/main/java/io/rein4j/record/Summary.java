package io.rein4j.record;

import com.fasterxml.jackson.databind.JsonNode;
import io.rein4j.agent.PathFigures;
import io.rein4j.clip.ClippingStatistics;
import io.rein4j.files.DamagedFileException;
import io.rein4j.train.RecordedFile;
import io.rein4j.train.RunFolder;
import io.rein4j.train.RunSummary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The content of {@code summary.json}: what came of a run.
 *
 * @param steps agent steps over all environments
 * @param frames environment steps over all environments
 * @param episodes finished episodes
 * @param seconds wall-clock time of training, resumed stretches included
 * @param diverged whether a gradient that is not finite was let through
 * @param finalEvaluation the evaluation after the last step
 * @param bestEvaluation the evaluation with the largest mean return, the first of equals
 * @param clipping what was clipped in all updates
 * @param tail what the last norms say of their tail
 * @param normQuantiles the norms before clipping that shares of the updates do not exceed, by the
 *     share: under the empty name those of all updates, under the name of an update path its own
 * @param parametersHash of the agent's parameters after the last update
 * @param record what the files that hold the run's record held when it ended; empty if a version
 *     wrote the summary that did not say so
 * @param advice what the statistics say about the clipping, in sentences
 */
public record Summary(
    long steps,
    long frames,
    long episodes,
    double seconds,
    boolean diverged,
    EvaluationFigures finalEvaluation,
    EvaluationFigures bestEvaluation,
    ClippingFigures clipping,
    TailFigures tail,
    Map<String, Map<String, Double>> normQuantiles,
    String parametersHash,
    List<RecordedFile> record,
    List<String> advice) {

  /** The shares of updates whose norms are told: ends finely, as thresholds lie there. */
  private static final List<String> SHARES =
      List.of(
          "0", "0.001", "0.002", "0.005", "0.01", "0.02", "0.05", "0.1", "0.15", "0.2", "0.25",
          "0.3", "0.35", "0.4", "0.45", "0.5", "0.55", "0.6", "0.65", "0.7", "0.75", "0.8", "0.85",
          "0.9", "0.95", "0.98", "0.99", "0.995", "0.998", "0.999", "1");

  static final Column<Summary> STEPS =
      Column.whole(
          "steps", "steps", Columns.STEPS, "Agent steps over all environments.", Summary::steps);
  private static final Column<Summary> FRAMES = Columns.frames(Summary::frames);
  static final Column<Summary> EPISODES =
      Columns.episodes("Episodes that have ended.", Summary::episodes);
  private static final Column<Summary> SECONDS = Columns.seconds(Summary::seconds);
  static final Column<Summary> DIVERGED =
      Column.flag(
          "diverged",
          "diverged",
          "Whether a non-finite gradient was let through to the parameters.",
          Summary::diverged);
  static final Column<Summary> FINAL_EVALUATION =
      evaluation(
          "final_evaluation", "The evaluation after the last step.", Summary::finalEvaluation);
  static final Column<Summary> BEST_EVALUATION =
      evaluation(
          "best_evaluation",
          "The evaluation with the largest mean return; the first, if several are equal.",
          Summary::bestEvaluation);
  private static final Column<Summary> GRADIENT =
      object("gradient", "What clipping did in all updates of the run.", Summary::gradient);
  private static final Column<Summary> PARAMETERS =
      Column.text(
          "parameters-sha256",
          "parameters",
          "SHA-256 of the agent's parameters after the last update.",
          Summary::parametersHash);
  private static final Column<Summary> RECORD =
      object(
          "record",
          "Length and CRC-32C of episodes.csv, updates.csv and metrics.jsonl when the run ended.",
          Summary::recordFields);
  private static final Column<Summary> ADVICE =
      new Column<>(
          Scope.WHOLE,
          "advice",
          "advice",
          "",
          "What the statistics say about the clipping, in sentences.",
          Column.Kind.LIST,
          Summary::advice);

  static final List<Column<Summary>> COLUMNS =
      List.of(
          STEPS,
          FRAMES,
          EPISODES,
          SECONDS,
          DIVERGED,
          FINAL_EVALUATION,
          BEST_EVALUATION,
          GRADIENT,
          PARAMETERS,
          RECORD,
          ADVICE);

  /** The norms that shares of the updates do not exceed, in {@link #GRADIENT}. */
  static final Column<Summary> QUANTILES =
      object(
          "grad_norm_pre_quantiles",
          "Quantiles of the L2 norm before clipping, by the share of updates that do not exceed"
              + " them.",
          summary -> summary.normQuantiles().getOrDefault("", Map.of()));

  private static final Column<RecordedFile> BYTES =
      Column.whole("bytes", "bytes", "bytes", "The file's length.", RecordedFile::bytes);
  private static final Column<RecordedFile> CHECKSUM =
      Column.text(
          "crc32c",
          "CRC-32C",
          "Checksum of the file, in hexadecimal digits.",
          file -> HexFormat.of().toHexDigits(file.checksum()));

  public Summary {
    normQuantiles = Collections.unmodifiableMap(new LinkedHashMap<>(normQuantiles));
    record = List.copyOf(record);
    advice = List.copyOf(advice);
  }

  private static Column<Summary> object(
      String key, String description, Function<Summary, Map<String, ?>> value) {
    return new Column<>(Scope.WHOLE, key, key, "", description, Column.Kind.OBJECT, value::apply);
  }

  private static Column<Summary> evaluation(
      String key, String description, Function<Summary, EvaluationFigures> value) {
    return object(
        key,
        description,
        summary -> {
          Map<String, Object> fields = new LinkedHashMap<>();
          JsonFields.put(fields, EvaluationFigures.COLUMNS, value.apply(summary));
          return fields;
        });
  }

  static Summary of(RunSummary summary) {
    ClippingStatistics updates = summary.updates();
    Map<String, Map<String, Double>> quantiles = new LinkedHashMap<>();
    quantiles.put("", normQuantiles(updates));
    for (int path = 0; path < updates.paths().size(); path++) {
      quantiles.put(updates.paths().get(path), normQuantiles(updates.path(path)));
    }
    return new Summary(
        summary.steps(),
        summary.frames(),
        summary.episodes(),
        summary.seconds(),
        summary.diverged(),
        EvaluationFigures.of(summary.evaluation()),
        EvaluationFigures.of(summary.best()),
        ClippingFigures.of(updates),
        TailFigures.of(summary.norms()),
        quantiles,
        summary.parametersHash(),
        summary.record(),
        summary.advice());
  }

  /** Returns, by share of updates, the norm before clipping that the share does not exceed. */
  private static Map<String, Double> normQuantiles(ClippingStatistics updates) {
    Map<String, Double> norms = new LinkedHashMap<>();
    for (String share : SHARES) {
      norms.put(share, updates.whole().gradNormPreQuantile(Double.parseDouble(share)));
    }
    return norms;
  }

  /** Reads a run's summary, as {@link RunData#summary} says. */
  static Optional<Summary> read(RunFolder folder) throws IOException {
    Path file = folder.summary();
    if (!Files.exists(file) || (Files.isRegularFile(file) && Files.size(file) == 0)) {
      return Optional.empty();
    }
    JsonNode object = JsonFiles.read(file);
    if (!object.path(STEPS.key()).isIntegralNumber() || !object.path(GRADIENT.key()).isObject()) {
      throw new DamagedFileException(
          "%s is no summary of a run: it has no '%s' or no '%s'."
              .formatted(file, STEPS.key(), GRADIENT.key()));
    }
    RunProvenance provenance = RunProvenance.readIfThere(folder);
    Summary summary;
    try {
      summary = read(JsonFields.of(object, file.toString()), object, file);
    } catch (DamagedFileException e) {
      throw provenance.blamed(e);
    }
    return Optional.of(summary).filter(found -> found.steps() >= provenance.stretches(0).goal());
  }

  private static Summary read(JsonFields fields, JsonNode object, Path file) throws IOException {
    JsonFields gradient = fields.object(GRADIENT);
    Scopes scopes = Scopes.in(gradient.keys(), "");
    Map<String, Map<String, Double>> quantiles = new LinkedHashMap<>();
    quantiles.put("", quantiles(gradient, ""));
    for (String path : scopes.paths()) {
      quantiles.put(path, quantiles(gradient, path));
    }
    return new Summary(
        fields.whole(STEPS),
        fields.whole(FRAMES),
        fields.whole(EPISODES),
        fields.number(SECONDS),
        fields.flag(DIVERGED),
        EvaluationFigures.read(fields.object(FINAL_EVALUATION)),
        EvaluationFigures.read(fields.object(BEST_EVALUATION)),
        ClippingFigures.read(gradient, "", scopes),
        TailFigures.read(gradient, Scope.WHOLE, scopes),
        quantiles,
        fields.text(PARAMETERS),
        record(object.path(RECORD.key()), file),
        fields.has(ADVICE) ? fields.texts(ADVICE) : List.of());
  }

  private static Map<String, Double> quantiles(JsonFields gradient, String path)
      throws IOException {
    JsonFields own = gradient.in(Scope.path(path));
    Map<String, Double> norms = new LinkedHashMap<>();
    if (own.has(QUANTILES)) {
      JsonFields found = own.object(QUANTILES);
      for (String share : found.keys()) {
        norms.put(share, found.number(share));
      }
    }
    return norms;
  }

  private static List<RecordedFile> record(JsonNode record, Path file) throws IOException {
    List<RecordedFile> files = new ArrayList<>();
    if (record.isMissingNode()) {
      return files;
    }
    for (String name : RecordedFile.NAMES) {
      JsonNode bytes = record.path(name).path(BYTES.key());
      String checksum = record.path(name).path(CHECKSUM.key()).asText();
      if (!bytes.isIntegralNumber() || bytes.asLong() < 0 || !checksum.matches("[0-9a-f]{8}")) {
        throw new DamagedFileException(
            "%s does not say how many bytes '%s' had when the run ended, and their checksum."
                .formatted(file, name));
      }
      files.add(new RecordedFile(name, bytes.asLong(), HexFormat.fromHexDigits(checksum)));
    }
    return files;
  }

  /**
   * {@return the files of the record that are not what they were when the run ended, by their
   * names, each with a sentence that says so}
   *
   * @param folder the run's folder
   * @throws IOException if a file cannot be read
   */
  public Map<String, String> changes(RunFolder folder) throws IOException {
    Map<String, String> changes = new LinkedHashMap<>();
    for (RecordedFile file : record) {
      file.change(folder).ifPresent(change -> changes.put(file.name(), change));
    }
    return changes;
  }

  void write(Path file) throws IOException {
    Map<String, Object> fields = new LinkedHashMap<>();
    JsonFields.put(fields, COLUMNS, this);
    JsonFiles.write(file, fields);
  }

  private Map<String, Object> gradient() {
    Map<String, Object> gradient = new LinkedHashMap<>();
    JsonFields.put(gradient, clipping.columns(), clipping);
    normQuantiles.forEach(
        (path, norms) -> gradient.put(PathFigures.name(QUANTILES.key(), path), norms));
    JsonFields.put(gradient, tail.columns(), tail);
    return gradient;
  }

  private Map<String, Object> recordFields() {
    Map<String, Object> files = new LinkedHashMap<>();
    for (RecordedFile file : record) {
      Map<String, Object> fields = new LinkedHashMap<>();
      JsonFields.put(fields, List.of(BYTES, CHECKSUM), file);
      files.put(file.name(), fields);
    }
    return files;
  }
}
