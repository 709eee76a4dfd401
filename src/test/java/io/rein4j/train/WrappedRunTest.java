package io.rein4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rein4j.catalog.Catalog;
import io.rein4j.record.CsvTable;
import io.rein4j.state.StateBytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs whose environments are wrapped. */
class WrappedRunTest {

  private static final String HEAVY =
      "{type: reward-noise, distribution: student-t, degrees-of-freedom: 2, scale: 1}";

  /** All at once; that each has its whole state is told by its own test. */
  private static final String ALL =
      """
      {type: time-limit, max-episode-steps: 70}, {type: sticky-actions, probability: 0.2},
      {type: action-repeat, times: 2}, {type: observation-mask, drop: [1]},
      {type: observation-normalization}, {type: frame-stack, size: 2}, %s,
      {type: reward-normalization}, {type: reward-scale, factor: 3},
      {type: reward-clip, low: -5, high: 5}\
      """
          .formatted(String.join(", ", noises()));

  @TempDir Path temporary;

  static List<String> noises() {
    return List.of(
        HEAVY,
        "{type: reward-noise, distribution: gaussian, scale: 1}",
        "{type: reward-noise, distribution: contaminated, probability: 0.1, spike-scale: 30}",
        "{type: reward-noise, distribution: delayed, delay: 7}",
        "{type: reward-noise, distribution: flipped, probability: 0.2}",
        "{type: reward-noise, distribution: dropped, probability: 0.2}");
  }

  private RunConfig config(String yaml, String wrappers, String... sets) throws IOException {
    List<String> all = new ArrayList<>(List.of(sets));
    all.add("env.wrappers=[" + wrappers + "]");
    return SmallRuns.config(temporary, yaml, all.toArray(String[]::new));
  }

  private Path run(RunConfig config, RunListener... listeners) throws IOException {
    RunFolder folder = SmallRuns.folder(temporary, config);
    SmallRuns.train(config, folder, listeners);
    return folder.root();
  }

  private static void assertSame(Path run, Path expected) throws IOException {
    assertThat(run.resolve("episodes.csv"))
        .hasSameBinaryContentAs(expected.resolve("episodes.csv"));
    assertThat(run.resolve("updates.csv")).hasSameBinaryContentAs(expected.resolve("updates.csv"));
    assertThat(SmallRuns.agentState(run)).isEqualTo(SmallRuns.agentState(expected));
  }

  /** Stops a run after some episodes. */
  private static final class Stop implements RunListener {

    private int left;

    Stop(int left) {
      this.left = left;
    }

    @Override
    public void episodeEnded(EpisodeRecord episode) throws IOException {
      if (left-- == 0) {
        throw new IOException("stopped");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"dqn", "ppo"})
  void run_stoppedAndResumed_endsAsAnUndisturbedOne(String agent) throws IOException {
    RunConfig config = config(SmallRuns.yaml(agent), ALL);
    Path undisturbed = run(config);
    assertSame(run(config), undisturbed);
    RunFolder folder = SmallRuns.folder(temporary, config);
    int stops = 0;
    boolean finished = false;
    while (!finished) {
      try {
        SmallRuns.train(config, folder, new Stop(5 + 10 * stops));
        finished = true;
      } catch (IOException e) {
        assertThat(e).hasMessage("stopped");
        stops++;
      }
    }
    assertThat(stops).isPositive();
    assertSame(folder.root(), undisturbed);
  }

  @Test
  void run_evaluatedOften_isTheSame() throws IOException {
    Path rarely = run(config(SmallRuns.PPO, ALL, "evaluation.every=1000000"));
    assertSame(run(config(SmallRuns.PPO, ALL, "evaluation.every=300")), rarely);
  }

  @ParameterizedTest
  @ValueSource(strings = {"dqn", "ppo"})
  void checkpoint_evaluated_givesWhatTheRunsLastEvaluationGave(String agent) throws IOException {
    RunConfig config = config(SmallRuns.yaml(agent), ALL);
    RunFolder folder = SmallRuns.folder(temporary, config);
    RunSummary summary = SmallRuns.train(config, folder);
    try (Trainer trainer = new Trainer(Catalog.standard(), config, folder)) {
      Checkpoints.loadAgent(trainer, SmallRuns.newest(folder), warning -> {});
      assertThat(trainer.evaluation(config.seed()).evaluate(trainer.agent(), 3, summary.steps()))
          .isEqualTo(summary.evaluation());
    }
  }

  /** The weights, the target network's and the statistics of normalisation, and nothing else. */
  @ParameterizedTest
  @ValueSource(strings = {"dqn", "ppo"})
  void startFrom_anotherRun_actsAsThatAtItsEnd(String agent) throws IOException {
    RunConfig config = config(SmallRuns.yaml(agent), ALL);
    RunFolder folder = SmallRuns.folder(temporary, config);
    RunSummary summary = SmallRuns.train(config, folder);
    RunConfig other = config(SmallRuns.yaml(agent), ALL, "agent.optimizer.learning-rate=0.5");
    try (Trainer trainer =
        new Trainer(Catalog.standard(), other, SmallRuns.folder(temporary, other))) {
      List<String> notices = new ArrayList<>();
      assertThat(Checkpoints.startFrom(trainer, SmallRuns.newest(folder), notices::add))
          .isEqualTo(new Checkpoints.Taken(folder.checkpoint(summary.steps()), summary.steps()));
      assertThat(notices).isEmpty();
      assertThat(trainer.evaluation(config.seed()).evaluate(trainer.agent(), 3, summary.steps()))
          .isEqualTo(summary.evaluation());
      assertThat(trainer.steps()).isZero();
      String state = latin(StateBytes.of(trainer.agent()));
      String weights = latin(floats(trainer.agent().parameters()));
      int first = state.indexOf(weights);
      assertThat(first).isPositive();
      // A DQN's target network has the same.
      assertThat(state.indexOf(weights, first + 1) > 0).isEqualTo(agent.equals("dqn"));
    }
    RunConfig plain = SmallRuns.config(temporary, SmallRuns.yaml(agent), "env.wrappers=[]");
    try (Trainer trainer =
        new Trainer(Catalog.standard(), plain, SmallRuns.folder(temporary, plain))) {
      Path file = folder.checkpoint(summary.steps());
      assertThatThrownBy(
              () -> Checkpoints.startFrom(trainer, SmallRuns.newest(folder), notice -> {}))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("The run cannot start from '" + file + "': Block 0");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          agent.network.activation=tanh  | agent.network.activation was relu and is now tanh
          env.wrappers=[]                | wrappers of observations.0 is gone (it was {type: observation-normalization
          env.wrappers.0.clip=5          | wrappers of observations.0.clip was 10.0 and is now 5.0
          agent.network.initialization=xavier-uniform |
          agent.optimizer.learning-rate=0.5           |
          evaluation.every=300           |
          """)
  void startFrom_runWithOtherSettings_tellsThoseThatMakeAnotherAgentOfTheWeights(
      String set, @Nullable String difference) throws IOException {
    String wrappers =
        "env.wrappers=[{type: observation-normalization}, {type: reward-normalization}]";
    RunConfig config =
        SmallRuns.config(temporary, SmallRuns.PPO, wrappers, "agent.network.activation=relu");
    RunFolder folder = SmallRuns.folder(temporary, config);
    SmallRuns.train(config, folder);
    RunConfig other =
        SmallRuns.config(temporary, SmallRuns.PPO, wrappers, "agent.network.activation=relu", set);
    List<String> notices = new ArrayList<>();
    try (Trainer trainer =
        new Trainer(Catalog.standard(), other, SmallRuns.folder(temporary, other))) {
      Path file = Checkpoints.startFrom(trainer, SmallRuns.newest(folder), notices::add).file();
      if (difference == null) {
        assertThat(notices).isEmpty();
      } else {
        assertThat(notices)
            .singleElement()
            .asString()
            .startsWith(
                "The weights of '%s' were learned with settings that make another agent of them: %s"
                    .formatted(file, difference));
      }
    }
  }

  private static byte[] floats(float[] values) {
    ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES);
    bytes.asFloatBuffer().put(values);
    return bytes.array();
  }

  private static String latin(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  @Test
  void run_actionsRepeated_countsFramesAndStepsApart() throws IOException {
    RunConfig config =
        config(SmallRuns.DQN, "{type: action-repeat, times: 4}", "training.steps=300");
    CsvTable episodes = CsvTable.read(run(config).resolve("episodes.csv"));
    long[] steps = episodes.longs("step");
    long[] frames = episodes.longs("frames");
    long[] lengths = episodes.longs("length");
    long ended = 0;
    for (int row = 0; row < steps.length; row++) {
      // An episode's end can cut its last repeat short, by 3 frames at most.
      assertThat(frames[row]).isBetween(4 * steps[row] - 3L * (row + 3), 4 * steps[row]);
      ended += lengths[row];
      assertThat(ended).isLessThanOrEqualTo(frames[row]);
    }
    assertThat(steps.length).isGreaterThan(10);
  }

  /** Keeps the evaluations of a run. */
  private record Evaluations(List<EvaluationRecord> records) implements RunListener {

    @Override
    public void evaluated(EvaluationRecord evaluation) {
      records.add(evaluation);
    }
  }

  @ParameterizedTest
  @MethodSource("noises")
  void run_noisyRewards_changesWhatTheAgentGetsAndNotWhatIsMeasured(String noise)
      throws IOException {
    RunConfig config = config(SmallRuns.DQN, noise, "training.steps=300");
    Evaluations evaluations = new Evaluations(new ArrayList<>());
    CsvTable episodes = CsvTable.read(run(config, evaluations).resolve("episodes.csv"));
    double[] clean = episodes.doubles("return");
    double[] noisy = episodes.doubles("training_return");
    long[] lengths = episodes.longs("length");
    int changed = 0;
    for (int row = 0; row < clean.length; row++) {
      // CartPole pays 1 a step.
      assertThat(clean[row]).isEqualTo((double) lengths[row]);
      changed += noisy[row] != clean[row] ? 1 : 0;
    }
    if (noise.contains("delayed")) {
      assertThat(noisy).isEqualTo(clean);
    } else {
      assertThat(changed).isGreaterThan(clean.length / 2);
    }
    assertThat(evaluations.records())
        .isNotEmpty()
        .allSatisfy(
            evaluation ->
                assertThat(evaluation.returns())
                    .isEqualTo(evaluation.lengths().stream().map(Long::doubleValue).toList()));
  }
}
