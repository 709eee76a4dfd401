package io.rein4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rein4j.catalog.Catalog;
import io.rein4j.record.CsvTable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Runs in a taxi with an action mask: nothing that it allows costs more than 1, and what it forbids
 * costs up to 10.
 */
class MaskedRunTest {

  private static final double WORST = -200;

  @TempDir Path temporary;

  private RunConfig config(String agent, String... sets) throws IOException {
    List<String> all =
        new ArrayList<>(
            List.of(
                "env.id=Taxi-v4",
                "env.options.action-mask=true",
                "env.wrappers=[]",
                "evaluation.max-episode-steps=200"));
    all.addAll(List.of(sets));
    return SmallRuns.config(temporary, SmallRuns.yaml(agent), all.toArray(String[]::new));
  }

  private static double worstReturn(RunFolder folder) throws IOException {
    return Arrays.stream(CsvTable.read(folder.root().resolve("episodes.csv")).doubles("return"))
        .min()
        .orElseThrow();
  }

  @ParameterizedTest
  @ValueSource(strings = {"dqn", "ppo", "lstm", "updates"})
  void run_maskedAndResumed_takesNoForbiddenActionAndEndsAsAnUndisturbedOne(String agent)
      throws IOException {
    RunConfig config = config(agent);
    RunFolder undisturbed = SmallRuns.folder(temporary, config);
    RunSummary summary = SmallRuns.train(config, undisturbed);
    RunFolder stopped = SmallRuns.folder(temporary, config);
    SmallRuns.stopAtEpisode(config, stopped, 1);
    SmallRuns.train(config, stopped);

    assertThat(worstReturn(undisturbed)).isEqualTo(WORST);
    assertThat(summary.evaluation().returns()).allMatch(episode -> episode >= WORST);
    assertThat(stopped.root().resolve("episodes.csv"))
        .hasSameBinaryContentAs(undisturbed.root().resolve("episodes.csv"));
    assertThat(SmallRuns.agentState(stopped.root()))
        .isEqualTo(SmallRuns.agentState(undisturbed.root()));
  }

  @Test
  void randomActions_masked_areAllowed() throws IOException {
    RunConfig config = config("dqn");
    assertThat(RandomActions.evaluate(Catalog.standard(), config, 1, 20).returns())
        .allMatch(episode -> episode >= WORST);
    RunConfig free = config("dqn", "env.options.action-mask=false");
    assertThat(RandomActions.evaluate(Catalog.standard(), free, 1, 20).returns())
        .allMatch(episode -> episode < WORST);
  }

  @Test
  void make_agentThatKeepsToNoMask_isRefused() throws IOException {
    RunConfig config =
        SmallRuns.config(
            temporary,
            """
            name: masked-a3c
            env: {id: Taxi-v4, options: {action-mask: true}}
            agent: {type: rl4j-a3c, network: {hidden: [4]}}
            training: {steps: 100}
            """);
    String sentence =
        "The environment has an action mask, which this agent does not keep to: choose ppo, a2c,"
            + " reinforce or dqn, or leave the mask out ('action-mask').";

    assertThatThrownBy(
            () -> SmallRuns.train(config, SmallRuns.folder(temporary, config)).evaluation())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(sentence);
    assertThatThrownBy(() -> new FitCheck(Catalog.standard()).require(config))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(sentence);
  }
}
