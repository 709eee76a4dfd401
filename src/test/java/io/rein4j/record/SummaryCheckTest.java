package io.rein4j.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.rein4j.catalog.Catalog;
import io.rein4j.env.Box;
import io.rein4j.env.Discrete;
import io.rein4j.env.EnvSpec;
import io.rein4j.env.Space;
import io.rein4j.env.Task;
import io.rein4j.env.TaskEnv;
import io.rein4j.random.Pcg64;
import io.rein4j.state.State;
import io.rein4j.train.RunConfig;
import io.rein4j.train.RunConfigs;
import io.rein4j.train.RunFolder;
import io.rein4j.train.RunSummary;
import io.rein4j.train.SmallRuns;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The summaries of runs that were let be contradict none of their records. */
class SummaryCheckTest {

  @TempDir private Path temporary;

  private static Optional<String> contradiction(RunFolder folder) throws IOException {
    RunData run = RunData.of(folder);
    return RunChecks.contradiction(
        run, run.summaryOfWholeRecord().orElseThrow(), run.evaluations().rows());
  }

  @ParameterizedTest
  @ValueSource(strings = {"dqn", "ppo", "a2c", "lstm", "critic", "sac", "td3"})
  void contradiction_runOfEachKind_isNone(String agent) throws IOException {
    RunConfig config = SmallRuns.config(temporary, SmallRuns.yaml(agent));
    RunFolder folder = SmallRuns.folder(temporary, config);
    SmallRuns.train(config, folder);
    assertThat(contradiction(folder)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"dqn", "ppo", "a2c", "lstm", "critic", "sac", "td3"})
  void contradiction_runThatWasStoppedResumedAndExtended_isNone(String agent) throws IOException {
    RunConfig config = SmallRuns.config(temporary, SmallRuns.yaml(agent));
    RunFolder folder = SmallRuns.folder(temporary, config);
    SmallRuns.stopAtEpisode(config, folder, 3);
    SmallRuns.train(config, folder);
    assertThat(contradiction(folder)).isEmpty();

    RunConfig longer = SmallRuns.config(temporary, SmallRuns.yaml(agent), "training.steps=2600");
    SmallRuns.extend(config, longer, folder);
    assertThat(contradiction(folder)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"skip", "zero", "propagate"})
  void contradiction_runWhoseGradientsBecomeInfinite_isNone(String nonFinite) throws IOException {
    RunConfig config =
        SmallRuns.config(
            temporary,
            SmallRuns.A2C,
            "agent.optimizer={type: sgd, learning-rate: 1e25}",
            "agent.clipping={max-skips-in-a-row: 100000, non-finite: " + nonFinite + "}");
    RunFolder folder = SmallRuns.folder(temporary, config);
    SmallRuns.train(config, folder);
    assertThat(Summary.read(folder).orElseThrow().clipping().nonFiniteElements()).isPositive();
    assertThat(contradiction(folder)).isEmpty();
  }

  /** A mean that is not finite is null in the record, so which one was the best is not known. */
  @Test
  void contradiction_evaluationsWhoseMeanIsNotFinite_isNone() throws IOException {
    Path yaml = temporary.resolve("extremes.yaml");
    Files.writeString(
        yaml,
        """
        name: extremes
        env: {id: Extremes-v0, wrappers: [{type: reward-clip, low: -1, high: 1}]}
        agent: {type: a2c, network: {hidden: [4]}}
        training: {steps: 50}
        evaluation: {every: 10, episodes: 2, max-episode-steps: 20}
        """);
    Set<Double> means = new TreeSet<>();
    for (int seed = 1; seed <= 20; seed++) {
      Random rewards = new Random(seed);
      Catalog catalog =
          Catalog.standard()
              .with(
                  more ->
                      more.add(
                          EnvSpec.class,
                          EnvSpec.of(
                              "Extremes-v0", options -> new TaskEnv(new Extremes(rewards)))));
      RunConfig config = RunConfigs.read(catalog, yaml, List.of("seed=" + seed));
      RunFolder folder = SmallRuns.folder(temporary, config);
      RunSummary summary = SmallRuns.train(catalog, config, folder, notice -> {});
      means.add(summary.best().meanReturn());
      assertThat(contradiction(folder)).as("seed %d", seed).isEmpty();
    }
    assertThat(means).contains(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, Double.NaN);
  }

  /** Episodes of ten steps, whose rewards are so large in some that their sum is infinite. */
  private static final class Extremes implements Task {

    private final Random rewards;
    private double reward;
    private int steps;

    Extremes(Random rewards) {
      this.rewards = rewards;
    }

    @Override
    public Space observationSpace() {
      return Box.of(0, 10, 1);
    }

    @Override
    public Space actionSpace() {
      return new Discrete(2);
    }

    @Override
    public void start(Pcg64 random) {
      reward = List.of(1.0, 1e308, -1e308, -1e308).get(rewards.nextInt(4));
      steps = 0;
    }

    @Override
    public double step(float[] action, int offset, Pcg64 random) {
      steps++;
      return reward;
    }

    @Override
    public boolean terminated() {
      return steps == 10;
    }

    @Override
    public void observe(float[] observation, int offset) {
      observation[offset] = steps;
    }

    @Override
    public void state(State state) throws IOException {
      reward = state.of(reward);
      steps = state.of(steps);
    }
  }
}
