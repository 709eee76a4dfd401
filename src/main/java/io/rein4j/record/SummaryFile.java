package io.rein4j.record;

import com.fasterxml.jackson.databind.JsonNode;
import io.rein4j.agent.PathFigures;
import io.rein4j.clip.ClippingStatistics;
import io.rein4j.files.DamagedFileException;
import io.rein4j.train.EvaluationRecord;
import io.rein4j.train.RecordedFile;
import io.rein4j.train.RunFolder;
import io.rein4j.train.RunSummary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** summary.json: what came of a run, in one object. */
public final class SummaryFile {

  /** The shares of updates whose norms are told: ends finely, as thresholds lie there. */
  private static final List<String> SHARES =
      List.of(
          "0", "0.001", "0.002", "0.005", "0.01", "0.02", "0.05", "0.1", "0.15", "0.2", "0.25",
          "0.3", "0.35", "0.4", "0.45", "0.5", "0.55", "0.6", "0.65", "0.7", "0.75", "0.8", "0.85",
          "0.9", "0.95", "0.98", "0.99", "0.995", "0.998", "0.999", "1");

  private static final String QUANTILES = "grad_norm_pre_quantiles";

  private static final String RECORD = "record";
  private static final String BYTES = "bytes";
  private static final String CHECKSUM = "crc32c";

  private SummaryFile() {}

  /**
   * {@return the summary of a run; nothing if the run has not finished} A file without a byte is
   * none, and neither is that of a run which is to take more steps since.
   *
   * @param folder the run's folder
   * @throws DamagedFileException if the file does not hold a summary
   * @throws IOException if it cannot be read
   */
  public static Optional<JsonNode> read(RunFolder folder) throws IOException {
    Path file = folder.summary();
    if (!Files.exists(file) || (Files.isRegularFile(file) && Files.size(file) == 0)) {
      return Optional.empty();
    }
    JsonNode summary = JsonFiles.read(file);
    if (!summary.path("steps").isIntegralNumber() || !summary.path("gradient").isObject()) {
      throw new DamagedFileException(
          "%s is no summary of a run: it has no 'steps' or no 'gradient'.".formatted(file));
    }
    long goal = Stretches.of(folder, 0).goal();
    return Optional.of(summary).filter(found -> found.path("steps").asLong() >= goal);
  }

  /**
   * {@return the summary, as {@link #read(RunFolder)} does} The run's record, from which numbers
   * are about to be read, is what the run wrote; that of a run from before summaries told what that
   * was is believed.
   *
   * @param folder the run's folder
   * @throws DamagedFileException also if a file of the record has changed since the run ended
   * @throws IOException if a file cannot be read
   */
  public static Optional<JsonNode> readWithRecord(RunFolder folder) throws IOException {
    Optional<JsonNode> summary = read(folder);
    if (summary.isPresent() && summary.get().has(RECORD)) {
      for (String name : RecordedFile.NAMES) {
        Optional<String> change =
            recorded(folder.summary(), name, summary.get().path(RECORD).path(name)).change(folder);
        if (change.isPresent()) {
          throw new DamagedFileException(change.get());
        }
      }
    }
    return summary;
  }

  private static RecordedFile recorded(Path file, String name, JsonNode fields)
      throws DamagedFileException {
    JsonNode bytes = fields.path(BYTES);
    String checksum = fields.path(CHECKSUM).asText();
    if (!bytes.isIntegralNumber() || bytes.asLong() < 0 || !checksum.matches("[0-9a-f]{8}")) {
      throw new DamagedFileException(
          "%s does not say how many bytes '%s' had when the run ended, and their checksum."
              .formatted(file, name));
    }
    return new RecordedFile(name, bytes.asLong(), HexFormat.fromHexDigits(checksum));
  }

  static void write(Path file, RunSummary summary) throws IOException {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("steps", summary.steps());
    fields.put("frames", summary.frames());
    fields.put("episodes", summary.episodes());
    fields.put("seconds", summary.seconds());
    fields.put("diverged", summary.diverged());
    fields.put("final_evaluation", evaluation(summary.evaluation()));
    fields.put("best_evaluation", evaluation(summary.best()));
    Map<String, Object> gradient = new LinkedHashMap<>();
    ClippingColumns.put(gradient, "", summary.updates());
    ClippingStatistics updates = summary.updates();
    gradient.put(QUANTILES, normQuantiles(updates));
    for (int path = 0; path < updates.paths().size(); path++) {
      gradient.put(
          PathFigures.name(QUANTILES, updates.paths().get(path)),
          normQuantiles(updates.path(path)));
    }
    ClippingColumns.put(gradient, "", summary.norms());
    fields.put("gradient", gradient);
    fields.put("parameters-sha256", summary.parametersHash());
    fields.put(RECORD, record(summary.record()));
    fields.put("advice", summary.advice());
    JsonFiles.write(file, fields);
  }

  /** Returns, by share of updates, the norm before clipping that the share does not exceed. */
  private static Map<String, Object> normQuantiles(ClippingStatistics updates) {
    Map<String, Object> norms = new LinkedHashMap<>();
    for (String share : SHARES) {
      norms.put(share, updates.whole().gradNormPreQuantile(Double.parseDouble(share)));
    }
    return norms;
  }

  private static Map<String, Object> record(List<RecordedFile> files) {
    Map<String, Object> record = new LinkedHashMap<>();
    for (RecordedFile file : files) {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put(BYTES, file.bytes());
      fields.put(CHECKSUM, HexFormat.of().toHexDigits(file.checksum()));
      record.put(file.name(), fields);
    }
    return record;
  }

  private static Map<String, Object> evaluation(EvaluationRecord evaluation) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("step", evaluation.step());
    fields.put("episodes", evaluation.returns().size());
    fields.put("return_mean", evaluation.meanReturn());
    fields.put("return_std", evaluation.returnDeviation());
    fields.put("length_mean", evaluation.meanLength());
    return fields;
  }
}
