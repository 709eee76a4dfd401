package io.rein4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rein4j.catalog.Catalog;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A run that is stopped and goes on ends as one that was let be. */
class StoppedRunTest {

  @TempDir Path temporary;

  @ParameterizedTest
  @ValueSource(strings = {"dqn", "ppo", "a2c", "lstm", "sac"})
  void run_stoppedAtAnyStepAndResumed_endsAsAnUndisturbedOne(String agent) throws IOException {
    RunConfig config = SmallRuns.config(temporary, SmallRuns.yaml(agent));
    RunFolder undisturbed = SmallRuns.folder(temporary.resolve("undisturbed"), config);
    SmallRuns.train(config, undisturbed);

    long seed = 1;
    long episode = new Random(seed).nextLong(1, 6);
    RunFolder stopped = SmallRuns.folder(temporary.resolve("stopped"), config);
    long step = SmallRuns.stopAtEpisode(config, stopped, episode);
    assertThat(stopped.checkpoint(step)).as("seed %d", seed).exists();
    assertThat(stopped.summary()).doesNotExist();

    SmallRuns.train(config, stopped);
    for (Path file : List.of(undisturbed.episodes(), undisturbed.updates())) {
      assertThat(stopped.root().resolve(file.getFileName()))
          .as("seed %d", seed)
          .hasSameBinaryContentAs(file);
    }
    assertThat(SmallRuns.agentState(stopped.root()))
        .as("seed %d", seed)
        .isEqualTo(SmallRuns.agentState(undisturbed.root()));
  }

  @Test
  void stop_agentThatCannotResume_isRefused() throws IOException {
    RunConfig config =
        SmallRuns.config(
            temporary,
            """
            name: a3c
            env: {id: CartPole-v1}
            agent: {type: rl4j-a3c, network: {hidden: [4]}}
            training: {steps: 10}
            """);
    try (Trainer trainer =
        new Trainer(Catalog.standard(), config, SmallRuns.folder(temporary, config))) {
      assertThatThrownBy(trainer::stop).hasMessage("This agent cannot go on from a checkpoint.");
    }
  }
}
