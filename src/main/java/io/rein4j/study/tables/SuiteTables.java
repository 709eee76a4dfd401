package io.rein4j.study.tables;

import io.rein4j.files.AtomicFiles;
import io.rein4j.files.DamagedFileException;
import io.rein4j.record.Numbers;
import io.rein4j.record.RowFile;
import io.rein4j.study.analysis.EnvironmentSpeed;
import io.rein4j.study.analysis.SuiteResults;
import io.rein4j.study.analysis.SuiteRow;
import io.rein4j.study.plan.Cell;
import io.rein4j.study.plan.RunClipping;
import io.rein4j.study.plan.SuitePlan;
import io.rein4j.study.run.StudyFolder;
import io.rein4j.study.statistics.Estimate;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The tables of a suite: two for programs, one for people. */
public final class SuiteTables {

  private SuiteTables() {}

  /**
   * Writes all tables in place of what was there.
   *
   * @param results what the suite has measured
   * @param folder the suite's folder
   * @throws IOException if one of them cannot be written
   */
  public static void write(SuiteResults results, StudyFolder folder) throws IOException {
    ResultTables.write(folder.table(), SuiteRow.columns(paths(results)), results.rows());
    Map<String, Double> speeds =
        results.environments().stream()
            .collect(
                Collectors.toMap(EnvironmentSpeed::environment, EnvironmentSpeed::stepsPerSecond));
    ResultTables.write(folder.timing(), SuiteRow.timing(speeds), results.rows());
    AtomicFiles.write(
        folder.markdown(),
        stream -> stream.write(markdown(results).getBytes(StandardCharsets.UTF_8)));
  }

  /** Returns the names of all update paths that any of the configs has several of. */
  private static List<String> paths(SuiteResults results) {
    return results.rows().stream()
        .flatMap(row -> row.clippedFractions().keySet().stream())
        .filter(path -> !path.isEmpty())
        .distinct()
        .toList();
  }

  /**
   * {@return how fast the environments of a suite were by themselves; none if they have not been
   * measured}
   *
   * @param plan what the suite measures
   * @param folder the suite's folder
   * @throws DamagedFileException if the table is not that of the plan
   * @throws IOException if it cannot be read
   */
  public static List<EnvironmentSpeed> readSpeeds(SuitePlan plan, StudyFolder folder)
      throws IOException {
    if (!Files.exists(folder.timing())) {
      return List.of();
    }
    List<List<String>> rows =
        RowFile.cells(
                folder.timing(), List.of("config", "environment", "environment_steps_per_second"))
            .rows();
    List<Cell> cells = plan.entries().stream().map(SuitePlan.Entry::cell).toList();
    if (!rows.stream().map(row -> new Cell(row.get(0), row.get(1), "")).toList().equals(cells)) {
      throw new DamagedFileException(
          "'%s' does not hold one row for each of the suite's %s, in their order. 'bench', called again, writes it anew."
              .formatted(folder.timing(), Numbers.counted(cells.size(), "config")));
    }
    Map<String, EnvironmentSpeed> first = new LinkedHashMap<>();
    for (List<String> row : rows) {
      if (!row.get(2).isEmpty()) {
        first.putIfAbsent(
            row.get(1), new EnvironmentSpeed(row.get(1), speed(row.get(2), folder.timing())));
      }
    }
    return List.copyOf(first.values());
  }

  private static double speed(String cell, Path file) throws DamagedFileException {
    try {
      return Double.parseDouble(cell);
    } catch (NumberFormatException e) {
      throw new DamagedFileException(
          "%s: expected steps a second, found '%s'.".formatted(file, cell), e);
    }
  }

  private static String times(List<Long> seeds) {
    return seeds.size() == 1
        ? "once (seed %s)".formatted(seeds.get(0))
        : "%s times (seeds %s)"
            .formatted(
                seeds.size(),
                seeds.stream().map(String::valueOf).collect(Collectors.joining(", ")));
  }

  /**
   * {@return the table for people}
   *
   * @param results what the suite has measured
   */
  public static String markdown(SuiteResults results) {
    List<String> lines = new ArrayList<>();
    lines.add("# " + results.name());
    lines.add("");
    lines.add(
        ("Every config is trained %s and evaluated over %s. The return is the"
                + " interquartile mean over runs of the last evaluation, with its 95%% bootstrap"
                + " interval, and the plain mean behind it; references are means of what others"
                + " published. Steps to the threshold are the median over runs. Steps a second include"
                + " evaluations.")
            .formatted(
                times(results.seeds()), Numbers.counted(results.evaluationEpisodes(), "episode")));
    lines.add("");
    lines.add(
        "| config | environment | steps | return [95%] | mean | reference | threshold | reached |"
            + " steps to threshold | steps/s | updates/s | clipped | peak memory |");
    lines.add("|---|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|");
    results.rows().forEach(row -> lines.add(line(row)));
    lines.add("");
    lines.add("| environment by itself | steps/s, one thread |");
    lines.add("|---|---:|");
    for (EnvironmentSpeed speed : results.environments()) {
      lines.add(
          "| %s | %s |"
              .formatted(
                  inTable(speed.environment()),
                  Numbers.grouped(Math.round(speed.stepsPerSecond()))));
    }
    List<String> sources =
        results.rows().stream()
            .filter(row -> row.reference() != null)
            .map(SuiteRow::referenceSource)
            .distinct()
            .toList();
    if (!sources.isEmpty()) {
      lines.add("");
      lines.add("References: " + String.join("; ", sources));
    }
    return String.join("\n", lines) + "\n";
  }

  /** A bar would end the cell. */
  private static String inTable(String text) {
    return text.replace("|", "\\|");
  }

  private static String line(SuiteRow row) {
    return "| %s | %s | %s | %s [%s]%s | %s | %s | %s | %s | %s | %s | %s | %s | %s |"
        .formatted(
            inTable(row.cell().level()),
            inTable(row.cell().environment()),
            Numbers.grouped(row.steps()),
            Numbers.rounded(row.iqm().value(), 1),
            interval(row.iqm()),
            row.failed() == 0 ? "" : " (%s failed)".formatted(row.failed()),
            Numbers.rounded(row.mean(), 1),
            row.reference() == null ? "-" : Numbers.rounded(row.referenceReturn(), 1),
            Numbers.rounded(row.threshold(), 0),
            row.hasThreshold() ? "%s of %s".formatted(row.reached(), row.runs()) : "-",
            whole(row.stepsToThreshold()),
            whole(row.stepsPerSecond()),
            whole(row.updatesPerSecond()),
            inTable(RunClipping.percents(row.clippedFractions())),
            Double.isNaN(row.peakMemoryBytes())
                ? "-"
                : Numbers.rounded(row.peakMemoryBytes() / (1 << 20), 0) + " MiB");
  }

  private static String interval(Estimate estimate) {
    return Double.isNaN(estimate.low())
        ? "-"
        : "%s, %s"
            .formatted(Numbers.rounded(estimate.low(), 1), Numbers.rounded(estimate.high(), 1));
  }

  private static String whole(double value) {
    return Double.isFinite(value) ? Numbers.grouped(Math.round(value)) : "-";
  }
}
