package io.rein4j.study.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.rein4j.catalog.Catalog;
import io.rein4j.study.SmallStudies;
import io.rein4j.study.plan.RandomReturn;
import io.rein4j.study.plan.ScoreRange;
import io.rein4j.study.plan.StudyPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What random actions get, where a study has it measured. */
class RandomReturnsTest {

  private static final String STUDY =
      """
      name: measured
      base: small-ppo.yaml
      set: {evaluation.max-episode-steps: 500}
      vary: {agent.epochs: [1, 2]}
      seeds: 2
      scores: {CartPole-v1: {random: measure, reference: %s}}
      """;

  @TempDir Path temporary;

  private StudyPlan plan(String reference) throws IOException {
    return StudyPlan.read(
        Catalog.standard(), SmallStudies.write(temporary, STUDY.formatted(reference)));
  }

  private StudyFolder folder(String name) throws IOException {
    return new StudyFolder(
        Catalog.standard(), StudyFolder.Kind.STUDY, Files.createDirectory(temporary.resolve(name)));
  }

  @Test
  void measure_cartPole_findsTheKnownReturnEveryTime() throws IOException {
    StudyPlan plan = plan("500");
    assertThat(plan.design().scores()).isEmpty();
    StudyFolder once = folder("once");
    RandomReturns.measure(plan, once);
    RandomReturn measured =
        Objects.requireNonNull(RandomReturns.read(plan, once).get("CartPole-v1"));
    assertThat(measured.mean()).isCloseTo(22.197, within(4 * measured.standardError()));
    assertThat(measured.standardError()).isBetween(0.5, 2.5);
    assertThat(measured.episodes()).isEqualTo(100);

    StudyFolder again = folder("again");
    RandomReturns.measure(plan, again);
    assertThat(again.randomReturns()).hasSameBinaryContentAs(once.randomReturns());

    ScoreRange range = plan.design(RandomReturns.read(plan, once)).range("CartPole-v1");
    assertThat(range)
        .isEqualTo(new ScoreRange(measured.mean(), 500, measured, false, OptionalDouble.of(475)));
  }

  @Test
  void design_randomAtLeastTheReference_isRefused() throws IOException {
    StudyPlan plan = plan("20");
    Map<String, RandomReturn> measured = Map.of("CartPole-v1", new RandomReturn(22.5, 10, 100, 1));
    assertThatThrownBy(() -> plan.design(measured))
        .hasMessage(
            "The reference return of CartPole-v1 must be above what random actions get, but is 20.0,"
                + " and they got 22.5 (the mean of 100 episodes).");
  }

  @Test
  void read_notMeasuredOrNotANumber_isRefused() throws IOException {
    StudyPlan plan = plan("500");
    StudyFolder folder = folder("empty");
    assertThatThrownBy(() -> RandomReturns.read(plan, folder))
        .hasMessageContaining("The random return of CartPole-v1 is not measured yet");
    Files.writeString(folder.randomReturns(), "{\"CartPole-v1\": {\"mean\": \"much\"}}");
    assertThatThrownBy(() -> RandomReturns.read(plan, folder))
        .hasMessageContaining("has no random return of CartPole-v1 that is a finite number");
  }

  @Test
  void plan_resolvedStudy_wantsTheSameMeasured() throws IOException {
    StudyPlan plan = plan("500");
    Path resolved =
        Files.writeString(
            temporary.resolve("resolved.yaml"),
            io.rein4j.config.ConfigFormat.write(plan.resolved()));
    assertThat(StudyPlan.read(Catalog.standard(), resolved).randomAgents())
        .isEqualTo(plan.randomAgents());
  }
}
