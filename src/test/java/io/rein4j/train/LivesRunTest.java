package io.rein4j.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.rein4j.catalog.Catalog;
import io.rein4j.catalog.Rein4jModule;
import io.rein4j.env.EnvSpec;
import io.rein4j.record.CsvTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs in a game whose lives are episodes for the agent: what is written down is of games. */
class LivesRunTest {

  /** Steps of three lives, of at least 2 and at most 7 each. */
  private static final double SHORTEST = 6;

  private static final double LONGEST = 21;

  private static final Rein4jModule LIVES =
      catalog -> catalog.add(EnvSpec.class, EnvSpec.of("Lives-v0", options -> new LivesEnv()));

  private static final Catalog CATALOG = Catalog.standard().with(LIVES);

  @TempDir Path temporary;

  private RunConfig config(String agent, String... sets) throws IOException {
    Path file = Files.createTempFile(temporary, "config", ".yaml");
    Files.writeString(file, SmallRuns.yaml(agent));
    List<String> all = new ArrayList<>(List.of("env.id=Lives-v0", "env.wrappers=[]"));
    all.addAll(List.of(sets));
    return RunConfigs.read(CATALOG, file, all);
  }

  private RunFolder run(RunConfig config, RunListener... listeners) throws IOException {
    RunFolder folder = SmallRuns.folder(temporary, config);
    SmallRuns.train(CATALOG, config, folder, notice -> {}, listeners);
    return folder;
  }

  private static List<Double> column(RunFolder folder, String name) throws IOException {
    return Arrays.stream(CsvTable.read(folder.root().resolve("episodes.csv")).doubles(name))
        .boxed()
        .toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"dqn", "ppo", "lstm"})
  void episodes_ofARun_areWholeGames(String agent) throws IOException {
    RunConfig config = config(agent);
    RunFolder folder = run(config);

    List<Double> returns = column(folder, "return");
    assertThat(returns).hasSizeGreaterThan(50);
    assertThat(returns).allMatch(game -> game >= SHORTEST && game <= LONGEST);
    assertThat(column(folder, "training_return")).isEqualTo(returns);
    assertThat(column(folder, "length")).isEqualTo(returns);
    double played = returns.stream().mapToDouble(Double::doubleValue).sum();
    assertThat(played)
        .as("all steps but those of games that have not ended")
        .isBetween(config.training().steps() - 9 * LONGEST, config.training().steps() + 300.0);
  }

  @Test
  void evaluation_ofARun_playsWholeGames() throws IOException {
    RunSummary summary =
        SmallRuns.train(
            CATALOG,
            config("dqn", "evaluation.episodes=20"),
            SmallRuns.folder(temporary, config("dqn", "evaluation.episodes=20")),
            notice -> {});

    List<Double> returns = summary.evaluation().returns();
    assertThat(returns).hasSize(20).allMatch(game -> game >= SHORTEST && game <= LONGEST);
    assertThat(returns.stream().distinct()).hasSizeGreaterThan(3);
    assertThat(summary.evaluation().lengths())
        .isEqualTo(returns.stream().map(Double::longValue).toList());
  }

  /** A limit within a game ends it, in evaluations and as a wrapper, and another one begins. */
  @Test
  void limits_withinAGame_areOfGames() throws IOException {
    RunConfig config =
        config(
            "dqn",
            "evaluation.max-episode-steps=5",
            "env.wrappers=[{type: time-limit, max-episode-steps: 5}]");
    RunFolder folder = SmallRuns.folder(temporary, config);
    RunSummary summary = SmallRuns.train(CATALOG, config, folder, notice -> {});

    assertThat(summary.evaluation().lengths()).containsOnly(5L);
    // Where the limit falls on the end of a life, the game goes on.
    assertThat(column(folder, "length")).allMatch(length -> length % 5 == 0 || length > 5);
    assertThat(column(folder, "length")).contains(5.0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"dqn", "ppo"})
  void run_stoppedAndResumed_endsAsAnUndisturbedOne(String agent) throws IOException {
    RunConfig config = config(agent);
    RunFolder undisturbed = run(config);
    RunFolder stopped = SmallRuns.folder(temporary, config);
    for (int games : new int[] {7, 20}) {
      int[] left = {games};
      RunListener stop =
          new RunListener() {
            @Override
            public void episodeEnded(EpisodeRecord episode) throws IOException {
              if (left[0]-- == 0) {
                throw new IOException("stopped");
              }
            }
          };
      try {
        SmallRuns.train(CATALOG, config, stopped, notice -> {}, stop);
        throw new AssertionError("The run was not stopped.");
      } catch (IOException e) {
        assertThat(e).hasMessage("stopped");
      }
    }
    SmallRuns.train(CATALOG, config, stopped, notice -> {});

    assertThat(stopped.root().resolve("episodes.csv"))
        .hasSameBinaryContentAs(undisturbed.root().resolve("episodes.csv"));
    assertThat(stopped.root().resolve("updates.csv"))
        .hasSameBinaryContentAs(undisturbed.root().resolve("updates.csv"));
  }
}
