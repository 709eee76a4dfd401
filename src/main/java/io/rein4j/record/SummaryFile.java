package io.rein4j.record;

import io.rein4j.train.EvaluationRecord;
import io.rein4j.train.RunSummary;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** summary.json: what came of a run, in one object. */
final class SummaryFile {

  private SummaryFile() {}

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
    gradient.put("norm_kurtosis", summary.normKurtosis());
    gradient.put("tail_index", summary.tailIndex());
    fields.put("gradient", gradient);
    fields.put("advice", summary.advice());
    JsonFiles.write(file, fields);
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
