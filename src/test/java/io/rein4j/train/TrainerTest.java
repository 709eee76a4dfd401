package io.rein4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rein4j.catalog.Catalog;
import io.rein4j.record.CsvTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrainerTest {

  @TempDir Path temporary;

  private Path run(String yaml, String... sets) throws IOException {
    RunConfig config = SmallRuns.config(temporary, yaml, sets);
    RunFolder folder = SmallRuns.folder(temporary, config);
    SmallRuns.train(config, folder);
    return folder.root();
  }

  private static void assertSame(Path run, Path expected) throws IOException {
    assertThat(run.resolve("episodes.csv"))
        .hasSameBinaryContentAs(expected.resolve("episodes.csv"));
    assertThat(run.resolve("updates.csv")).hasSameBinaryContentAs(expected.resolve("updates.csv"));
    assertThat(SmallRuns.agentState(run)).isEqualTo(SmallRuns.agentState(expected));
  }

  @ParameterizedTest
  @ValueSource(strings = {"dqn", "ppo", "a2c", "lstm", "critic", "updates", "sac", "td3"})
  void run_sameSeedTwice_isTheSameByteForByte(String agent) throws IOException {
    Path first = run(SmallRuns.yaml(agent));
    assertSame(run(SmallRuns.yaml(agent)), first);
    Path other = run(SmallRuns.yaml(agent), "seed=2");
    assertThat(Files.readString(other.resolve("episodes.csv")))
        .isNotEqualTo(Files.readString(first.resolve("episodes.csv")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"dqn", "ppo", "a2c", "lstm", "critic", "updates", "sac", "td3"})
  void run_stepsThatFillNoRollout_endsWithTheLastStepOfItsConfig(String agent) throws IOException {
    RunConfig config =
        SmallRuns.config(
            temporary, SmallRuns.yaml(agent), "training.steps=331", "evaluation.every=9999");
    RunSummary summary = SmallRuns.train(config, SmallRuns.folder(temporary, config));
    assertThat(summary.steps()).isEqualTo(config.lastStep());
  }

  /** Stops a run the n-th time that anything happens. */
  private static final class Stop implements RunListener {

    private int left;

    Stop(int left) {
      this.left = left;
    }

    private void count() throws IOException {
      if (left-- == 0) {
        throw new IOException("stopped");
      }
    }

    @Override
    public void episodeEnded(EpisodeRecord episode) throws IOException {
      count();
    }

    @Override
    public void updatesMade(UpdatesRecord updates) throws IOException {
      count();
    }

    @Override
    public void logged(LogPoint point) throws IOException {
      count();
    }

    @Override
    public void evaluated(EvaluationRecord evaluation) throws IOException {
      count();
    }

    @Override
    public void finished(RunSummary summary) throws IOException {
      count();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"dqn", "ppo", "a2c", "lstm", "critic", "updates", "sac", "td3"})
  void run_stoppedWheneverSomethingHappened_endsAsAnUndisturbedOne(String agent)
      throws IOException {
    Path undisturbed = run(SmallRuns.yaml(agent));
    for (int events : new int[] {0, 1, 3, 8, 21, 55}) {
      RunConfig config = SmallRuns.config(temporary, SmallRuns.yaml(agent));
      RunFolder folder = SmallRuns.folder(temporary, config);
      int stops = 0;
      boolean finished = false;
      while (!finished) {
        try {
          SmallRuns.train(config, folder, new Stop(events + 17 * stops));
          finished = true;
        } catch (IOException e) {
          assertThat(e).hasMessage("stopped");
          stops++;
        }
      }
      assertThat(stops).isPositive();
      assertSame(folder.root(), undisturbed);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"dqn", "ppo"})
  void run_evaluatedOrCheckpointedOften_isTheSame(String agent) throws IOException {
    Path rarely = run(SmallRuns.yaml(agent), "evaluation.every=1000000");
    assertSame(run(SmallRuns.yaml(agent), "evaluation.every=10", "evaluation.episodes=20"), rarely);
    assertSame(run(SmallRuns.yaml(agent), "checkpoint.every=10"), rarely);
  }

  private static final class Points implements RunListener {

    final List<Long> logged = new ArrayList<>();
    final List<EvaluationRecord> evaluations = new ArrayList<>();

    @Override
    public void logged(LogPoint point) {
      logged.add(point.step());
    }

    @Override
    public void evaluated(EvaluationRecord evaluation) {
      evaluations.add(evaluation);
    }

    List<Long> evaluated() {
      return evaluations.stream().map(EvaluationRecord::step).toList();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 8})
  void run_intervals_areMetAtTheFirstStepAtOrPastEachMultiple(int envs) throws IOException {
    RunConfig config =
        SmallRuns.config(
            temporary,
            SmallRuns.DQN,
            "env.count=" + envs,
            "training.steps=500",
            "training.log-every=35",
            "evaluation.every=100",
            "checkpoint.every=50",
            "checkpoint.keep=100");
    RunFolder folder = SmallRuns.folder(temporary, config);
    Points points = new Points();
    RunSummary summary = SmallRuns.train(config, folder, points);
    long end = firstAtOrPast(500, envs);
    assertThat(summary.steps()).isEqualTo(end);
    assertThat(points.logged).isEqualTo(multiples(35, end, envs));
    List<Long> evaluated = new ArrayList<>(multiples(100, end, envs));
    assertThat(evaluated).endsWith(end);
    assertThat(points.evaluated()).isEqualTo(evaluated);
    List<Path> expected = new ArrayList<>();
    multiples(50, end, envs).forEach(step -> expected.add(0, folder.checkpoint(step)));
    expected.add(folder.checkpoint(0));
    assertThat(folder.checkpointsNewestFirst()).isEqualTo(expected);
  }

  private static long firstAtOrPast(long step, int envs) {
    return (step + envs - 1) / envs * envs;
  }

  private static List<Long> multiples(long interval, long end, int envs) {
    return LongStream.rangeClosed(1, end / interval)
        .map(i -> firstAtOrPast(i * interval, envs))
        .distinct()
        .boxed()
        .toList();
  }

  @Test
  void run_endBetweenMultiples_isEvaluatedOnceMoreAtTheEnd() throws IOException {
    RunConfig config = SmallRuns.config(temporary, SmallRuns.DQN, "evaluation.every=700");
    Points points = new Points();
    RunSummary summary = SmallRuns.train(config, SmallRuns.folder(temporary, config), points);
    assertThat(points.evaluated()).containsExactly(702L, 1002L);
    assertThat(summary.evaluation()).isEqualTo(points.evaluations.get(1));
    assertThat(summary.evaluation().lengths()).hasSize(3).allMatch(length -> length <= 50);
    double best = points.evaluations.stream().mapToDouble(e -> e.meanReturn()).max().orElseThrow();
    assertThat(summary.best().meanReturn()).isEqualTo(best);
  }

  @Test
  void run_agentThatNeverLearns_isEvaluatedTheSameEveryTime() throws IOException {
    RunConfig config =
        SmallRuns.config(
            temporary,
            SmallRuns.DQN,
            "agent.replay.capacity=2000",
            "agent.replay.warmup=2000",
            "evaluation.every=100",
            "evaluation.episodes=20");
    Points points = new Points();
    SmallRuns.train(config, SmallRuns.folder(temporary, config), points);
    List<Double> first = points.evaluations.get(0).returns();
    assertThat(Set.copyOf(first)).hasSizeGreaterThan(1);
    assertThat(points.evaluations)
        .hasSize(10)
        .allSatisfy(evaluation -> assertThat(evaluation.returns()).isEqualTo(first));
  }

  @Test
  void run_ppoWithManyEnvironments_leavesNoFinishedRowWithoutUpdates() throws IOException {
    CsvTable episodes = CsvTable.read(run(SmallRuns.PPO).resolve("episodes.csv"));
    assertThat(episodes.rows()).isGreaterThan(20);
    assertThat(LongStream.of(episodes.longs("updates"))).allMatch(updates -> updates >= 8);
    assertThat(DoubleStream.of(episodes.doubles("grad_norm_pre_mean"))).allMatch(norm -> norm > 0);
    long[] steps = episodes.longs("step");
    long[] envs = episodes.longs("env");
    long[] order = LongStream.range(0, steps.length).toArray();
    assertThat(episodes.longs("episode")).isEqualTo(order);
    for (int row = 1; row < steps.length; row++) {
      assertThat(8 * steps[row] + envs[row]).isGreaterThan(8 * steps[row - 1] + envs[row - 1]);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"dqn", "ppo"})
  void run_updatesTable_holdsEachUpdateOnce(String agent) throws IOException {
    RunConfig config = SmallRuns.config(temporary, SmallRuns.yaml(agent));
    RunFolder folder = SmallRuns.folder(temporary, config);
    RunSummary summary = SmallRuns.train(config, folder);
    CsvTable updates = CsvTable.read(folder.updates());
    long[] counts = updates.longs("updates");
    long sum = 0;
    for (int row = 0; row < counts.length; row++) {
      assertThat(updates.longs("first_update")[row]).isEqualTo(sum);
      sum += counts[row];
    }
    assertThat(sum).isEqualTo(summary.updates().updates()).isGreaterThan(50);
  }

  @Test
  void resume_newestDamaged_takesTheNextAndSaysSo() throws IOException {
    Path undisturbed = run(SmallRuns.DQN);
    RunConfig config = SmallRuns.config(temporary, SmallRuns.DQN, "checkpoint.keep=1");
    RunFolder folder = SmallRuns.folder(temporary, config);
    assertThatThrownBy(() -> SmallRuns.train(config, folder, new Stop(40))).hasMessage("stopped");
    Path whole = folder.checkpointsNewestFirst().get(0);
    Path damaged = folder.checkpoint(900);
    Files.write(damaged, new byte[] {1, 2, 3});
    List<String> warnings = new ArrayList<>();
    try (Trainer trainer = new Trainer(Catalog.standard(), config, folder)) {
      Checkpoints.restore(trainer, folder, StepGoals.of(config), warnings::add).run();
      assertThat(whole).isEqualTo(folder.checkpoint(trainer.steps()));
    }
    assertThat(warnings)
        .containsExactly(
            "'%s' is not a whole checkpoint. '%s' is used instead.".formatted(damaged, whole));
    // With keep: 1 the damaged one must not count as the one to keep.
    assertThatThrownBy(() -> SmallRuns.train(config, folder, new Stop(20))).hasMessage("stopped");
    assertThat(Checkpoints.find(SmallRuns.newest(folder), warning -> {}).file())
        .isNotEqualTo(damaged);
    SmallRuns.train(config, folder);
    assertSame(folder.root(), undisturbed);
  }

  @Test
  void resume_noWholeCheckpoint_isWrongInputAndLeavesTheFilesAlone() throws IOException {
    RunConfig config = SmallRuns.config(temporary, SmallRuns.DQN);
    RunFolder folder = SmallRuns.folder(temporary, config);
    assertThatThrownBy(() -> SmallRuns.train(config, folder, new Stop(40))).hasMessage("stopped");
    byte[] episodes = Files.readAllBytes(folder.episodes());
    for (Path checkpoint : folder.checkpointsNewestFirst()) {
      Files.writeString(checkpoint, "gone");
    }
    assertThatThrownBy(() -> SmallRuns.train(config, folder))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(
            "None of the checkpoints in '%s' can be used: ", folder.checkpoints());
    assertThat(folder.episodes()).hasBinaryContent(episodes);
  }

  @Test
  void resume_configEditedSince_isWrongInputAndLeavesTheFilesAlone() throws IOException {
    RunConfig config = SmallRuns.config(temporary, SmallRuns.DQN);
    RunFolder folder = SmallRuns.folder(temporary, config);
    assertThatThrownBy(() -> SmallRuns.train(config, folder, new Stop(40))).hasMessage("stopped");
    byte[] episodes = Files.readAllBytes(folder.episodes());
    RunConfig other = SmallRuns.config(temporary, SmallRuns.DQN, "agent.network.hidden=[17]");
    assertThatThrownBy(() -> SmallRuns.train(other, folder))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(
            "The run in '%s' was trained with other settings than those given now:"
                + " agent.network.hidden.0 was 16 and is now 17.",
            folder.root())
        .hasMessageEndingWith(".");
    assertThat(folder.episodes()).hasBinaryContent(episodes);
  }

  @Test
  void resume_leftoversOfAKilledProcess_areSwept() throws IOException {
    RunConfig config = SmallRuns.config(temporary, SmallRuns.DQN);
    RunFolder folder = SmallRuns.folder(temporary, config);
    Path leftover = folder.root().resolve("checkpoints/.000000000110.ckpt.tmp");
    Files.writeString(leftover, "half");
    Files.writeString(folder.episodes(), "episode,en");
    SmallRuns.train(config, folder);
    assertThat(leftover).doesNotExist();
    assertSame(folder.root(), run(SmallRuns.DQN));
  }
}
