package io.rein4j.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.rein4j.catalog.Catalog;
import io.rein4j.env.gym.PythonSetup;
import io.rein4j.harness.Python;
import io.rein4j.harness.PythonEnvs;
import io.rein4j.harness.RequiresPython;
import io.rein4j.harness.Serving;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A run is the same wherever its environments live. */
@RequiresPython(modules = "gymnasium")
class GymTrainingTest {

  @TempDir Path temporary;

  private final List<String> notices = new CopyOnWriteArrayList<>();

  private static String yaml(String id, String reach) {
    return """
        name: gym-dqn
        env: {id: "%s", count: 3%s}
        agent:
          type: dqn
          network: {hidden: [16]}
          replay: {capacity: 300, warmup: 60}
          train-frequency: 4
          exploration: {type: linear, from: 1.0, to: 0.1, until: 0.5}
        training: {steps: 900, log-every: 300}
        evaluation: {every: 450, episodes: 2, max-episode-steps: 60}
        checkpoint: {every: 300, keep: 2}
        """
        .formatted(id, reach);
  }

  private Path train(String id, String reach) throws IOException {
    RunConfig config = SmallRuns.config(temporary, yaml(id, reach));
    RunFolder folder = SmallRuns.folder(Files.createTempDirectory(temporary, "runs"), config);
    SmallRuns.train(Catalog.standard(), config, folder, notices::add);
    return folder.root();
  }

  private static void requireSame(Path found, Path expected) throws IOException {
    assertThat(found.resolve("episodes.csv"))
        .hasSameBinaryContentAs(expected.resolve("episodes.csv"));
    assertThat(found.resolve("updates.csv"))
        .hasSameBinaryContentAs(expected.resolve("updates.csv"));
  }

  @ParameterizedTest
  @CsvSource({"CartPole-v1", "MountainCar-v0"})
  void episodes_nativeBridgeAndHttp_areIdentical(String id, Python python) throws IOException {
    String gym = ", gym: {python: '%s', processes: 2}".formatted(python.executable());
    Path bridge = train("gym:" + id, gym);
    if (id.equals("MountainCar-v0")) {
      requireSame(bridge, train(id, ""));
    }
    try (Serving server = Serving.start(PythonSetup.serverProgram(), python)) {
      String there = ", server: '%s'".formatted(server.address());
      requireSame(train(id, there), bridge);
      requireSame(
          train(
              id,
              there
                  + ", gym: {protocol: original, max-episode-steps: %s}"
                      .formatted(id.startsWith("Cart") ? 500 : 200)),
          bridge);
    }
    assertThat(notices).isEmpty();
  }

  /** What the zoo's settings train is the same to the last step, some of which reach both ends. */
  @ParameterizedTest
  @CsvSource({"dqn-cartpole, CartPole-v1, 500", "dqn-mountaincar, MountainCar-v0, 200"})
  @Tag("long")
  void episodes_zooAtFullLength_areIdenticalHoweverGymIsReached(
      String config, String id, int limit, Python python) throws IOException {
    Path bridge = trainZoo(config, "env.id=gym:" + id, "env.gym.python=" + python.executable());
    if (id.equals("MountainCar-v0")) {
      requireSame(bridge, trainZoo(config));
    }
    try (Serving server = Serving.start(PythonSetup.serverProgram(), python)) {
      String there = "env.server=" + server.address();
      requireSame(trainZoo(config, there), bridge);
      requireSame(
          trainZoo(
              config, there, "env.gym.protocol=original", "env.gym.max-episode-steps=" + limit),
          bridge);
    }
    assertThat(notices).isEmpty();
  }

  private Path trainZoo(String name, String... sets) throws IOException {
    RunConfig config =
        RunConfigs.read(
            Catalog.standard(), Path.of("..", "configs", "zoo", name + ".yaml"), List.of(sets));
    RunFolder folder = SmallRuns.folder(Files.createTempDirectory(temporary, "runs"), config);
    SmallRuns.train(Catalog.standard(), config, folder, notices::add);
    return folder.root();
  }

  /** More episodes than run side by side, of different lengths. */
  @Test
  void evaluation_oneByOneOrTogether_isTheSame(Python python) throws IOException {
    EvaluationRecord together =
        evaluate("gym:CartPole-v1", ", gym: {python: '%s'}".formatted(python.executable()));
    assertThat(together.lengths()).hasSize(37).anyMatch(length -> length < 60);
    try (Serving server = Serving.start(PythonSetup.serverProgram(), python)) {
      String there = ", server: '%s'".formatted(server.address());
      assertThat(evaluate("CartPole-v1", there)).isEqualTo(together);
      assertThat(evaluate("CartPole-v1", there + ", gym: {protocol: original}"))
          .isEqualTo(together);
    }
    assertThat(notices).isEmpty();
  }

  private EvaluationRecord evaluate(String id, String reach) throws IOException {
    RunConfig config = SmallRuns.config(temporary, yaml(id, reach));
    RunFolder folder = SmallRuns.folder(Files.createTempDirectory(temporary, "runs"), config);
    try (Trainer trainer = new Trainer(Catalog.standard(), config, folder, notices::add)) {
      return trainer.evaluation(5).evaluate(trainer.agent(), 37, 0);
    }
  }

  /** Random actions return 4.0 and 5.0 of 10; the seeds were chosen before any was tried. */
  @ParameterizedTest
  @CsvSource({
    "RepeatGrid, 1", "RepeatGrid, 2", "RepeatGrid, 3",
    "RepeatBits, 1", "RepeatBits, 2", "RepeatBits, 3"
  })
  void train_severalChoicesInPython_areLearned(String id, int seed, Python python)
      throws IOException {
    RunConfig config =
        SmallRuns.config(
            temporary,
            """
            name: several-choices
            seed: %s
            env: {id: "gym:rein4j_peoples_envs:%s-v0", count: 4, gym: {python: '%s'}}
            agent:
              type: ppo
              network: {hidden: [32]}
              optimizer: {type: adam, learning-rate: 0.003}
              gamma: 0
              rollout-steps: 16
              batch-size: 64
            training: {steps: 6400}
            evaluation: {every: 6400, episodes: 50}
            checkpoint: {every: 6400, keep: 1}
            """
                .formatted(seed, id, PythonEnvs.python(python, temporary)));
    RunFolder folder = SmallRuns.folder(Files.createTempDirectory(temporary, "runs"), config);
    List<EvaluationRecord> evaluations = new ArrayList<>();
    SmallRuns.train(
        Catalog.standard(),
        config,
        folder,
        notices::add,
        new RunListener() {
          @Override
          public void evaluated(EvaluationRecord evaluation) {
            evaluations.add(evaluation);
          }
        });
    assertThat(evaluations).hasSize(1);
    assertThat(evaluations.get(0).meanReturn()).isGreaterThan(9);
  }

  @Test
  void resume_inTheMiddleOfEpisodes_endsAsAnUndisturbedRun(Python python) throws IOException {
    String gym = ", gym: {python: '%s'}".formatted(python.executable());
    Path undisturbed = train("gym:MountainCar-v0", gym);
    RunConfig config = SmallRuns.config(temporary, yaml("gym:MountainCar-v0", gym));
    RunFolder folder = SmallRuns.folder(temporary.resolve("stopped"), config);
    RunListener stop =
        new RunListener() {
          @Override
          public void evaluated(EvaluationRecord evaluation) {
            throw new IllegalStateException("stopped");
          }
        };
    try {
      SmallRuns.train(Catalog.standard(), config, folder, notices::add, stop);
    } catch (IllegalStateException e) {
      assertThat(e).hasMessage("stopped");
    }
    SmallRuns.train(Catalog.standard(), config, folder, notices::add);
    requireSame(folder.root(), undisturbed);
    assertThat(notices).isEmpty();
  }
}
