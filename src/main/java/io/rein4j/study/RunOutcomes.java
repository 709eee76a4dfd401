package io.rein4j.study;

import com.fasterxml.jackson.databind.JsonNode;
import io.rein4j.agent.PathFigures;
import io.rein4j.record.CsvTable;
import io.rein4j.record.JsonFiles;
import io.rein4j.record.SummaryFile;
import io.rein4j.train.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads what came of runs from their folders. */
public final class RunOutcomes {

  private RunOutcomes() {}

  /**
   * {@return what came of every run, in their order} One that has no folder has not been trained.
   *
   * @param runs the runs
   * @param folder the folder of their study
   * @throws io.rein4j.files.DamagedFileException if a file is not what its run wrote
   * @throws IOException if a file cannot be read
   */
  public static List<RunOutcome> read(List<PlannedRun> runs, StudyFolder folder)
      throws IOException {
    List<RunOutcome> outcomes = new ArrayList<>();
    for (PlannedRun run : runs) {
      Path root = folder.run(run);
      outcomes.add(
          Files.exists(root)
              ? DamagedRuns.told(root, () -> read(run, folder.requireOwn(run)))
              : unfinished(
                  run,
                  root,
                  "The run has no folder: it has not been trained.",
                  List.of(),
                  RunClipping.UNKNOWN));
    }
    return outcomes;
  }

  private static RunOutcome read(PlannedRun run, RunFolder folder) throws IOException {
    UndisturbedRuns.require(folder);
    Optional<JsonNode> finished = SummaryFile.readWithRecord(folder);
    List<EvaluationPoint> evaluations = evaluations(folder.metrics());
    if (finished.isEmpty()) {
      String failure =
          Files.exists(folder.failure())
              ? JsonFiles.read(folder.failure()).path("failure").asText()
              : "The run has not finished.";
      return unfinished(run, folder.root(), failure, evaluations, clippingSoFar(folder.updates()));
    }
    JsonNode summary = finished.get();
    double seconds = number(summary, "seconds");
    return new RunOutcome(
        run.cell(),
        run.seed(),
        false,
        summary.path("diverged").asBoolean(),
        "",
        evaluations,
        clipping(summary.path("gradient")),
        seconds,
        number(summary, "frames") / seconds,
        folder.root());
  }

  /** Returns what came of a run that has not finished. */
  private static RunOutcome unfinished(
      PlannedRun run,
      Path root,
      String failure,
      List<EvaluationPoint> evaluations,
      RunClipping clipping) {
    return new RunOutcome(
        run.cell(),
        run.seed(),
        true,
        false,
        failure,
        evaluations,
        clipping,
        Double.NaN,
        Double.NaN,
        root);
  }

  private static List<EvaluationPoint> evaluations(Path metrics) throws IOException {
    List<EvaluationPoint> evaluations = new ArrayList<>();
    if (Files.exists(metrics)) {
      for (JsonNode line : JsonFiles.readLines(metrics)) {
        if (line.path("kind").asText().equals("evaluation")) {
          evaluations.add(
              new EvaluationPoint(
                  line.path("step").asLong(),
                  number(line, "evaluation_return_mean"),
                  number(line, "evaluation_return_std"),
                  line.path("evaluation_returns").size()));
        }
      }
    }
    return evaluations;
  }

  private static RunClipping clipping(JsonNode gradient) {
    Map<String, RunClipping> paths = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> figure : gradient.properties()) {
      if (PathFigures.figure(figure.getKey()).equals("updates")) {
        PathFigures.path(figure.getKey())
            .ifPresent(path -> paths.put(path, clipping(gradient, path)));
      }
    }
    return clipping(gradient, "").over(paths);
  }

  private static RunClipping clipping(JsonNode gradient, String path) {
    return new RunClipping(
        number(gradient, PathFigures.name("updates", path)),
        number(gradient, PathFigures.name("skipped_updates", path)),
        number(gradient, PathFigures.name("clipped_fraction", path)),
        number(gradient, PathFigures.name("removed_norm_share", path)),
        number(gradient, PathFigures.name("grad_norm_pre_mean", path)),
        number(gradient, PathFigures.name("clip_coefficient_mean", path)),
        number(gradient, PathFigures.name("tail_index", path)));
  }

  /** A run that has no totals has its rows, of which each holds other updates. */
  private static RunClipping clippingSoFar(Path updates) throws IOException {
    if (!Files.exists(updates)) {
      return RunClipping.UNKNOWN;
    }
    CsvTable rows = CsvTable.read(updates);
    Map<String, RunClipping> paths = new LinkedHashMap<>();
    for (String column : rows.columns()) {
      Optional<String> path = PathFigures.path(column);
      if (path.isPresent() && PathFigures.figure(column).equals("updates")) {
        paths.put(path.get(), clippingSoFar(rows, path.get()));
      }
    }
    return clippingSoFar(rows, "").over(paths);
  }

  private static RunClipping clippingSoFar(CsvTable rows, String path) throws IOException {
    double[] attempted = rows.doubles(PathFigures.name("updates", path));
    double[] skipped = rows.doubles(PathFigures.name("skipped_updates", path));
    double[] clipped = rows.doubles(PathFigures.name("clipped_updates", path));
    double[] pre = rows.doubles(PathFigures.name("grad_norm_pre_mean", path));
    double[] post = rows.doubles(PathFigures.name("grad_norm_post_mean", path));
    double[] coefficient = rows.doubles(PathFigures.name("clip_coefficient_mean", path));
    double all = 0;
    double dropped = 0;
    double changed = 0;
    double normPre = 0;
    double normPost = 0;
    double coefficients = 0;
    for (int row = 0; row < rows.rows(); row++) {
      double applied = attempted[row] - skipped[row];
      all += attempted[row];
      dropped += skipped[row];
      if (applied > 0) {
        changed += clipped[row];
        normPre += applied * pre[row];
        normPost += applied * post[row];
        coefficients += applied * coefficient[row];
      }
    }
    double applied = all - dropped;
    return new RunClipping(
        all,
        dropped,
        changed / applied,
        1 - normPost / normPre,
        normPre / applied,
        coefficients / applied,
        Double.NaN);
  }

  private static double number(JsonNode object, String field) {
    return object.path(field).asDouble(Double.NaN);
  }
}
