package io.rein4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rein4j.agent.MemoryNeed;
import io.rein4j.catalog.Catalog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunMemoryTest {

  private static final long GIGA = 1L << 30;

  @TempDir private Path directory;

  @Test
  void requireFit_moreThanThereIs_namesTheLargestNeed() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                RunMemory.requireFit(
                    List.of(
                        new MemoryNeed("agent.network", 0.5 * GIGA, 1),
                        new MemoryNeed("agent.replay.capacity", 1.6 * GIGA, 1)),
                    2 * GIGA))
        .withMessage(
            "The run needs 2.1 GiB of memory or more, of which 'agent.replay.capacity' takes 1.6"
                + " GiB, but Java may use 2.0 GiB: choose a smaller one, or give Java more, as in"
                + " JAVA_TOOL_OPTIONS=-Xmx16g.");
    RunMemory.requireFit(List.of(new MemoryNeed("agent.replay.capacity", 2 * GIGA, 1)), 2 * GIGA);
  }

  /** What is asked for is less than there is, so that it is not called too much. */
  @Test
  void shortage_tellsWhatJavaMayUseAndHowMuchOfItIsAskedFor() {
    long mega = 1 << 20;
    assertThat(
            RunMemory.shortage(
                List.of(
                    new MemoryNeed("agent.network", 32 * mega, 1),
                    new MemoryNeed("evaluation.episodes", mega, 1)),
                39 * mega))
        .isEqualTo(
            "Java ran out of the 39 MiB of memory that it may use while the agent was made: of it"
                + " the settings ask for 33 MiB, 'agent.network' alone for 32 MiB, and what remains"
                + " is too little for everything else. Choose a smaller one, or give Java more, as"
                + " in JAVA_TOOL_OPTIONS=-Xmx16g.");
  }

  @ParameterizedTest
  @CsvSource({
    "dqn, agent.replay.capacity=2_000_000_000, agent.replay.capacity",
    "dqn, 'agent.replay={capacity: 2_000_000_000, prioritized: {}}', agent.replay.capacity",
    "dqn, agent.n-step=2_000_000_000, agent.n-step",
    "dqn, 'agent.distribution={type: quantile, quantiles: 2_147_483_647}', agent.distribution",
    "dqn, 'agent.network.hidden=[1_000_000, 1_000_000]', agent.network",
    "ppo, agent.rollout-steps=1_000_000_000, agent.rollout-steps",
    "a2c, agent.rollout-steps=2_147_483_647, agent.rollout-steps",
    "reinforce, 'agent.network.hidden=[1_000_000, 1_000_000]', agent.network",
    "ppo, evaluation.episodes=1073741824, evaluation.episodes",
    "ppo, env.count=2_000_000_000, env.count",
    "sac, agent.replay.capacity=2_000_000_000, agent.replay.capacity",
    "td3, 'agent.network.hidden=[1_000_000, 1_000_000]', agent.network"
  })
  void require_hugeSetting_isNamed(String agent, String set, String key) throws IOException {
    Path file = directory.resolve("config.yaml");
    Files.writeString(
        file,
        "name: a\nenv: {id: %s}\nagent: {type: %s}\ntraining: {steps: 100}"
            .formatted(
                List.of("sac", "td3").contains(agent) ? "Pendulum-v1" : "CartPole-v1", agent));
    RunConfig config = RunConfigs.read(Catalog.standard(), file, List.of(set));

    assertThatThrownBy(() -> new FitCheck(Catalog.standard()).require(config))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + key + "'")
        .satisfies(e -> assertThat(e.getMessage()).containsAnyOf(" GiB", "2,147,483,647"));
  }
}
