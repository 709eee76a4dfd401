package io.rein4j.study.run;

import com.fasterxml.jackson.databind.JsonNode;
import io.rein4j.record.JsonFiles;
import io.rein4j.study.plan.RandomAgent;
import io.rein4j.study.plan.RandomReturn;
import io.rein4j.study.plan.StudyPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** The file of the random returns that were measured for a study. */
public final class RandomReturns {

  private RandomReturns() {}

  /**
   * Measures what the study wants measured and has not measured yet, and writes it down.
   *
   * @param plan the study
   * @param folder its folder, prepared
   * @throws IOException if the file cannot be read or written
   */
  public static void measure(StudyPlan plan, StudyFolder folder) throws IOException {
    if (plan.randomAgents().isEmpty()) {
      return;
    }
    Map<String, RandomReturn> measured = new LinkedHashMap<>(readIfThere(folder.randomReturns()));
    for (RandomAgent agent : plan.randomAgents()) {
      if (!measured.containsKey(agent.environment())) {
        measured.put(agent.environment(), agent.measure(folder.catalog()));
        write(folder.randomReturns(), measured);
      }
    }
  }

  /**
   * {@return the random returns of a study, by environment; none if it wants none measured}
   *
   * @param plan the study
   * @param folder its folder
   * @throws IllegalArgumentException if one is missing
   * @throws IOException if the file cannot be read
   */
  public static Map<String, RandomReturn> read(StudyPlan plan, StudyFolder folder)
      throws IOException {
    Map<String, RandomReturn> measured =
        plan.randomAgents().isEmpty() ? Map.of() : readIfThere(folder.randomReturns());
    for (RandomAgent agent : plan.randomAgents()) {
      if (!measured.containsKey(agent.environment())) {
        throw new IllegalArgumentException(
            "The random return of %s is not measured yet: it is not in '%s'. The command 'compare' measures it."
                .formatted(agent.environment(), folder.randomReturns()));
      }
    }
    return measured;
  }

  private static Map<String, RandomReturn> readIfThere(Path file) throws IOException {
    Map<String, RandomReturn> measured = new LinkedHashMap<>();
    if (Files.exists(file)) {
      for (Map.Entry<String, JsonNode> field : JsonFiles.read(file).properties()) {
        JsonNode one = field.getValue();
        RandomReturn found =
            new RandomReturn(
                one.path("mean").asDouble(Double.NaN),
                one.path("deviation").asDouble(Double.NaN),
                one.path("episodes").asInt(),
                one.path("seed").asLong());
        if (!Double.isFinite(found.mean()) || found.episodes() < 1) {
          throw new IllegalArgumentException(
              "'%s' has no random return of %s that is a finite number. Without the file, the command 'compare' measures it."
                  .formatted(file, field.getKey()));
        }
        measured.put(field.getKey(), found);
      }
    }
    return measured;
  }

  private static void write(Path file, Map<String, RandomReturn> measured) throws IOException {
    Map<String, Object> fields = new LinkedHashMap<>();
    measured.forEach(
        (environment, one) -> {
          Map<String, Object> json = new LinkedHashMap<>();
          json.put("mean", one.mean());
          json.put("deviation", one.deviation());
          json.put("episodes", one.episodes());
          json.put("seed", one.seed());
          fields.put(environment, json);
        });
    JsonFiles.write(file, fields);
  }
}
