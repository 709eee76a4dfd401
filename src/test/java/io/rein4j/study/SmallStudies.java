package io.rein4j.study;

import io.rein4j.train.SmallRuns;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Studies that are small enough for tests. */
public final class SmallStudies {

  /** Three clipping settings of which one lets everything through, with two seeds. */
  public static final String CLIPPING =
      """
      name: small
      base: small-ppo.yaml
      set: {training.steps: 512, checkpoint.every: 9_999}
      vary:
        agent.clipping:
          off: {rules: []}
          wide: {rules: [{type: global-norm, threshold: 1e6}]}
          tight: {rules: [{type: global-norm, threshold: 1e-3}]}
      seeds: 2
      compare: agent.clipping
      baseline: off
      analysis: {replicates: 200}
      """;

  private SmallStudies() {}

  /**
   * Writes a study beside the base configs small-ppo.yaml and small-dqn.yaml.
   *
   * @param folder where
   * @param yaml the study
   * @return the study's file
   * @throws IOException if it cannot be written
   */
  public static Path write(Path folder, String yaml) throws IOException {
    Files.writeString(folder.resolve("small-ppo.yaml"), SmallRuns.PPO);
    Files.writeString(folder.resolve("small-dqn.yaml"), SmallRuns.DQN);
    return Files.writeString(folder.resolve("study.yaml"), yaml);
  }
}
