package io.rein4j.report;

import io.rein4j.catalog.Catalog;
import io.rein4j.clip.ClippingRule;
import io.rein4j.clip.UpdateRule;
import io.rein4j.config.ConfigException;
import io.rein4j.files.DamagedFileException;
import io.rein4j.record.ClippingFigures;
import io.rein4j.record.ClippingTotals;
import io.rein4j.record.EpisodeRow;
import io.rein4j.record.EvaluationRow;
import io.rein4j.record.RowFile;
import io.rein4j.record.RunChecks;
import io.rein4j.record.RunData;
import io.rein4j.record.RunProvenance;
import io.rein4j.record.Scopes;
import io.rein4j.record.Stretches;
import io.rein4j.record.Summary;
import io.rein4j.record.TailFigures;
import io.rein4j.train.RunConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is whole in the folder of a run, as far as the run has come. What is not is left out, and
 * told in a sentence.
 */
final class RunParts {

  /** Reads a part. */
  @FunctionalInterface
  private interface Reading<T> {
    T read() throws IOException;
  }

  /** Three columns of episodes.csv, in the order of its rows. */
  static final class Episodes {

    private static final Episodes NONE =
        new Episodes(List.of(new double[0], new double[0], new double[0]));

    private final List<double[]> columns;

    private Episodes(List<double[]> columns) {
      this.columns = columns;
    }

    private static Episodes read(RowFile<EpisodeRow> rows) throws IOException {
      return new Episodes(
          rows.columns(List.of(EpisodeRow.STEP, EpisodeRow.RETURN, EpisodeRow.TRAINING_RETURN)));
    }

    double[] steps() {
      return columns.get(0);
    }

    double[] returns() {
      return columns.get(1);
    }

    double[] trainingReturns() {
      return columns.get(2);
    }

    int count() {
      return steps().length;
    }
  }

  private final Catalog catalog;
  private final RunData data;
  private final String configText;
  private final Optional<RunConfig> config;
  private final RunProvenance provenance;
  private final Optional<Summary> summary;
  private final List<EvaluationRow> evaluations;
  private final LogTable log;
  private final Episodes episodes;
  private final UpdateBins updates;
  private final Scopes scopes;
  private final ClippingFigures clipping;
  private final List<String> problems = new ArrayList<>();
  private final List<String> doubts = new ArrayList<>();
  private final List<String> missing = new ArrayList<>();

  /**
   * Reads a folder.
   *
   * @param catalog what configs choose from
   * @param data the folder
   * @throws IllegalArgumentException if the run has not begun
   * @throws IOException if the system fails
   */
  RunParts(Catalog catalog, RunData data) throws IOException {
    this.catalog = catalog;
    this.data = data;
    this.summary = whole(data::summary, Optional.empty());
    if (summary.isEmpty() && problems.isEmpty()) {
      RunChecks.requireBegun(data);
    }
    Map<String, String> changes =
        summary.isPresent() ? summary.get().changes(data.folder()) : Map.of();
    problems.addAll(changes.values());
    this.configText = whole(data::configText, "");
    this.config = readConfig(catalog);
    this.provenance = whole(data::provenance, RunProvenance.unknown());
    this.evaluations =
        isWhole(changes, data.folder().metrics()) && data.evaluations().isThere()
            ? whole(data.evaluations()::rows, List.of())
            : List.of();
    this.log =
        new LogTable(
            config.stream().anyMatch(run -> run.diagnostics() != null)
                    && isWhole(changes, data.folder().metrics())
                    && data.log().isThere()
                ? whole(data.log()::rows, List.of())
                : List.of());
    this.episodes =
        isWhole(changes, data.folder().episodes())
            ? whole(() -> Episodes.read(data.episodes()), Episodes.NONE)
            : Episodes.NONE;
    boolean hasUpdates = isWhole(changes, data.folder().updates());
    Optional<UpdateBins> bins =
        hasUpdates
            ? whole(() -> Optional.of(UpdateBins.of(data.updates())), Optional.empty())
            : Optional.empty();
    this.updates = bins.orElseGet(UpdateBins::none);
    ClippingFigures soFar =
        summary.isPresent() || bins.isEmpty()
            ? new ClippingTotals().figures()
            : ClippingTotals.of(data.updates());
    this.clipping = summary.map(Summary::clipping).orElse(soFar);
    if (problems.isEmpty()) {
      if (config.isPresent()) {
        doubt(() -> RunChecks.configChange(data, catalog, config.get()));
      }
      if (summary.isPresent()) {
        doubt(() -> RunChecks.contradiction(data, summary.get(), evaluations));
      }
    }
    this.scopes = bins.isPresent() ? data.updates().scopes() : clipping.scopes();
  }

  private static boolean isWhole(Map<String, String> changes, Path file) {
    return !changes.containsKey(String.valueOf(file.getFileName()));
  }

  private <T> T whole(Reading<T> reading, T otherwise) throws IOException {
    try {
      return reading.read();
    } catch (DamagedFileException e) {
      String problem = String.valueOf(e.getMessage());
      if (!problems.contains(problem)) {
        problems.add(problem);
      }
      return otherwise;
    }
  }

  private void doubt(Reading<Optional<String>> reading) throws IOException {
    whole(reading, Optional.<String>empty()).ifPresent(doubts::add);
  }

  private Optional<RunConfig> readConfig(Catalog catalog) {
    try {
      return Optional.of(data.config(catalog));
    } catch (ConfigException e) {
      if (e.missing().isEmpty()) {
        problems.add(String.valueOf(e.getMessage()));
      } else {
        missing.addAll(e.missing());
      }
      return Optional.empty();
    }
  }

  RunData data() {
    return data;
  }

  String configText() {
    return configText;
  }

  Optional<RunConfig> config() {
    return config;
  }

  RunProvenance provenance() {
    return provenance;
  }

  Optional<Summary> summary() {
    return summary;
  }

  List<EvaluationRow> evaluations() {
    return evaluations;
  }

  /** Returns the log points of a run with diagnostics; of any other none. */
  LogTable log() {
    return log;
  }

  Episodes episodes() {
    return episodes;
  }

  UpdateBins updates() {
    return updates;
  }

  /** Returns what was clipped: all of it, or before the run's end what its rows add up to. */
  ClippingFigures clipping() {
    return clipping;
  }

  /** Returns what the last norms say of their tail; of a run that has not finished nothing. */
  TailFigures tail() {
    return summary.map(Summary::tail).orElse(TailFigures.UNKNOWN);
  }

  /** Returns the groups of parameters and the several update paths. */
  Scopes scopes() {
    return scopes;
  }

  /** Returns the stretches in which the run was trained. */
  Stretches stretches() {
    return provenance.stretches(config.map(run -> run.training().steps()).orElse(0L));
  }

  /** Returns the clipping rules of an update path; its name is empty if it is the only one. */
  List<ClippingRule> rules(String path) {
    return config.stream()
        .flatMap(run -> run.agent().updatePaths().stream())
        .filter(settings -> settings.name().equals(path))
        .flatMap(settings -> settings.clipping().rules().stream())
        .toList();
  }

  /** Returns the rules of update clipping of an update path, as {@link #rules} does. */
  List<UpdateRule> updateRules(String path) {
    return config.stream()
        .flatMap(run -> run.agent().updatePaths().stream())
        .filter(settings -> settings.name().equals(path))
        .flatMap(settings -> Optional.ofNullable(settings.updateClipping()).stream())
        .flatMap(settings -> settings.rules().stream())
        .toList();
  }

  /** Returns what is not whole, in sentences. */
  List<String> problems() {
    return problems;
  }

  /** Returns how what is whole contradicts itself, in sentences. */
  List<String> doubts() {
    return doubts;
  }

  /** Returns which plugins the run's config needs, and what to do, in a sentence. */
  String plugins() {
    return provenance
        .absentPlugins(catalog)
        .orElse("Name the run's plugins with '--plugins', as when it was trained.");
  }

  /** Returns what the config names and the catalog does not have; the config is left out then. */
  List<String> missing() {
    return missing;
  }

  /** {@return the films of the first, the best and the last evaluation that there are films of} */
  List<Page.Film> films() {
    try {
      return Films.of(data.folder(), evaluations);
    } catch (IOException e) {
      problems.add("The films of the run cannot be read: " + e.getMessage());
      return List.of();
    }
  }
}
