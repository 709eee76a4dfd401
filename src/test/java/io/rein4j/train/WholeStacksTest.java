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
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is told before training where a replay memory cannot keep each frame once. */
class WholeStacksTest {

  private static final String DQN = "type: dqn, replay: {capacity: 200, warmup: 50}";
  private static final String STACKED =
      "The environment stacks its last 4 observations itself, and the replay memory keeps such"
          + " stacks whole, 64 bytes a transition: the wrapper 'frame-stack' here keeps each frame"
          + " once.";

  @TempDir Path temporary;

  private List<String> told(String env, String agent) throws IOException {
    RunConfig config =
        SmallRuns.config(
            temporary,
            "name: stacks\nenv: {%s}\nagent: {%s}\ntraining: {steps: 100}\n".formatted(env, agent));
    List<String> notices = new ArrayList<>();
    RunFolder folder = SmallRuns.folder(Files.createTempDirectory(temporary, "runs"), config);
    try (Trainer trainer = new Trainer(Catalog.standard(), config, folder, notices::add)) {
      assertThat(trainer.agent()).isNotNull();
    }
    return notices;
  }

  private List<String> toldOf(String wrappers) throws IOException {
    return told("id: CartPole-v1, wrappers: [%s]".formatted(wrappers), DQN);
  }

  @Test
  void notices_normalisationBehindTheStack_sayWhatATransitionTakes() throws IOException {
    assertThat(toldOf("{type: frame-stack, size: 3}, {type: observation-normalization}"))
        .containsExactly(
            "The replay memory keeps every stack of frames whole, 48 bytes a transition: put"
                + " 'frame-stack' after all wrappers that change observations or repeat actions,"
                + " and it keeps each frame once.");
    assertThat(toldOf("{type: frame-stack, size: 300}, {type: observation-normalization}"))
        .singleElement()
        .asString()
        .contains("whole, 5 kB a transition:");
  }

  @Test
  void notices_stackThatTheMemoryTakesApart_areNone() throws IOException {
    assertThat(toldOf("{type: observation-normalization}, {type: frame-stack, size: 3}")).isEmpty();
    assertThat(toldOf("{type: observation-normalization}")).isEmpty();
  }

  @Test
  void notices_agentWithoutAMemory_areNone() throws IOException {
    assertThat(
            told(
                "id: CartPole-v1, wrappers: [{type: frame-stack, size: 3}, {type:"
                    + " observation-normalization}]",
                "type: ppo, rollout-steps: 20, batch-size: 20"))
        .isEmpty();
  }

  @ParameterizedTest
  @RequiresPython(modules = "gymnasium")
  @CsvSource({"StackedCartPole-v0, true", "Counting-v0, false"})
  void notices_environmentInPython_areOfItsOwnStack(String id, boolean stacks, Python python)
      throws IOException {
    String there = "id: 'gym:rein4j_test_envs:%s', gym: {python: '%s'}";

    List<String> notices = told(there.formatted(id, PythonEnvs.python(python, temporary)), DQN);

    if (stacks) {
      assertThat(notices).containsExactly(STACKED);
    } else {
      assertThat(notices).isEmpty();
    }
  }

  /** Over frames a server tells of its environment's wrappers, as gym-http-api does not. */
  @Test
  @RequiresPython(modules = "gymnasium")
  void notices_environmentOnAServer_areOfItsOwnStack(Python python) throws IOException {
    try (Serving server =
        Serving.start(
            PythonSetup.serverProgram(), PythonEnvs.python(python, temporary), Map.of())) {
      String there = "id: 'rein4j_test_envs:StackedCartPole-v0', server: '%s'";
      String env = there.formatted(server.address());

      assertThat(told(env, DQN)).containsExactly(STACKED);
      assertThat(told(env + ", gym: {protocol: original}", DQN)).isEmpty();
    }
  }
}
