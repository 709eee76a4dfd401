package io.rein4j.study.run;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.rein4j.catalog.Catalog;
import io.rein4j.record.JsonFiles;
import io.rein4j.study.plan.Cell;
import io.rein4j.study.plan.PlannedRun;
import io.rein4j.train.RunConfig;
import io.rein4j.train.RunConfigs;
import io.rein4j.train.SmallRuns;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Runs that drivers are tested with, and what they leave behind. */
final class SmallPlans {

  private static final RunConfig DQN =
      RunConfigs.ofText(
          Catalog.standard(),
          SmallRuns.DQN
              .replace("steps: 1000", "steps: 600")
              .replace("every: 400", "every: 300")
              .replace("every: 110", "every: 220"),
          "DQN");
  private static final RunConfig PPO =
      RunConfigs.ofText(
          Catalog.standard(),
          SmallRuns.PPO.replace("steps: 2000", "steps: 256").replace("every: 800", "every: 128"),
          "PPO");

  private SmallPlans() {}

  /** A run of 600 steps, told every 100, with checkpoints every 220 and two evaluations. */
  static PlannedRun dqn(long seed) {
    return new PlannedRun(
        new Cell("dqn", "CartPole-v1", ""), DQN.toBuilder().name("dqn").seed(seed).build());
  }

  /** A run of one rollout that is evaluated twice. */
  static PlannedRun ppo(String level, long seed) {
    return new PlannedRun(
        new Cell(level, "CartPole-v1", ""), PPO.toBuilder().name(level).seed(seed).build());
  }

  /** Hashes of what the runs of a folder have done, by their names. */
  static Map<String, String> done(StudyFolder folder) throws IOException {
    Map<String, String> done = new TreeMap<>();
    try (Stream<Path> runs = Files.list(folder.runs())) {
      for (Path run : runs.toList()) {
        done.put(run.getFileName().toString(), done(run));
      }
    }
    return done;
  }

  private static String done(Path run) throws IOException {
    try {
      MessageDigest hash = MessageDigest.getInstance("SHA-256");
      for (String name : List.of("config.yaml", "episodes.csv", "updates.csv")) {
        hash.update(Files.readAllBytes(run.resolve(name)));
      }
      hash.update(
          JsonFiles.read(run.resolve("summary.json"))
              .path("parameters-sha256")
              .asText()
              .getBytes(UTF_8));
      return HexFormat.of().formatHex(hash.digest());
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
