package io.rein4j.study.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rein4j.catalog.Catalog;
import io.rein4j.config.ConfigException;
import io.rein4j.config.ConfigFormat;
import io.rein4j.config.Differences;
import io.rein4j.study.SmallStudies;
import io.rein4j.study.plan.SettingsGrid.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a study plans that tells how sensitive grids of settings are, and what is wrong with it. */
class SensitivityStudyPlanTest {

  private static final String STUDY =
      """
      name: sensitivity
      base: small-ppo.yaml
      vary:
        env.wrappers:
          clean: []
          noisy: [{type: reward-noise, distribution: gaussian, scale: 1}]
        agent.clipping:
          norm-0.5: {rules: [{type: global-norm, threshold: 0.5}]}
          norm-5: {rules: [{type: global-norm, threshold: 5}]}
          auto-10: {rules: [{type: auto-clip, percentile: 10}]}
          auto-50: {rules: [{type: auto-clip, percentile: 50}]}
        agent.epochs: [1, 3]
      environments: [CartPole-v1, Acrobot-v1]
      seeds: 4
      compare: agent.clipping
      sensitivity:
        grids: {norm: [norm-0.5, norm-5], auto: [auto-10, auto-50]}
        over: [agent.epochs]
      """;

  @TempDir Path temporary;

  private StudyPlan plan(String yaml) throws IOException {
    return StudyPlan.read(Catalog.standard(), SmallStudies.write(temporary, yaml));
  }

  @Test
  void grids_withAFactorOver_haveItsLevelsAsSettingsUnderEveryOtherCondition() throws IOException {
    StudyPlan plan = plan(STUDY);
    assertThat(plan.design().grids())
        .extracting(grid -> grid.name() + " under " + grid.condition())
        .containsExactly(
            "norm under clean", "auto under clean", "norm under noisy", "auto under noisy");
    assertThat(plan.design().grids().get(3).settings())
        .containsExactly(
            new Setting("auto-10, 1", "auto-10", "noisy, 1"),
            new Setting("auto-10, 3", "auto-10", "noisy, 3"),
            new Setting("auto-50, 1", "auto-50", "noisy, 1"),
            new Setting("auto-50, 3", "auto-50", "noisy, 3"));
    assertThat(plan.design().conditions()).contains("noisy, 3");
  }

  @Test
  void grids_overNothing_areOfLevelsAlone() throws IOException {
    StudyPlan plan = plan(STUDY.replace("  over: [agent.epochs]\n", ""));
    assertThat(plan.design().grids()).hasSize(8);
    assertThat(plan.design().grids().get(0))
        .satisfies(grid -> assertThat(grid.condition()).isEqualTo("clean, 1"))
        .satisfies(
            grid ->
                assertThat(grid.settings())
                    .containsExactly(
                        new Setting("norm-0.5", "norm-0.5", "clean, 1"),
                        new Setting("norm-5", "norm-5", "clean, 1")));
  }

  @Test
  void study_resolved_plansTheSame() throws IOException {
    StudyPlan plan = plan(STUDY);
    Path resolved =
        Files.writeString(temporary.resolve("resolved.yaml"), ConfigFormat.write(plan.resolved()));
    StudyPlan again = StudyPlan.read(Catalog.standard(), resolved);
    assertThat(again.design()).isEqualTo(plan.design());
    assertThat(Differences.between(plan.resolved(), again.resolved())).isEmpty();
  }

  @Test
  void study_resolvedWithNumbersAsLevels_plansTheSame() throws IOException {
    StudyPlan plan =
        plan(
            """
            name: numbers
            base: small-ppo.yaml
            vary: {agent.gamma: [9.9e-1, 9e-1], agent.epochs: [1, 3]}
            environments: [CartPole-v1, Acrobot-v1]
            seeds: 4
            compare: agent.gamma
            baseline: 9e-1
            sensitivity: {grids: {gamma: [9.9e-1, 9e-1]}}
            """);
    Path resolved =
        Files.writeString(temporary.resolve("resolved.yaml"), ConfigFormat.write(plan.resolved()));
    assertThat(StudyPlan.read(Catalog.standard(), resolved).design()).isEqualTo(plan.design());
  }

  @Test
  void study_withoutSensitivity_hasNoGrids() throws IOException {
    String without = STUDY.substring(0, STUDY.indexOf("sensitivity:\n  grids"));
    assertThat(plan(without).design().grids()).isEmpty();
    assertThat(plan(without).resolved()).doesNotContainKey("sensitivity");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "auto: [auto-10, auto-50] | auto: [auto-10] | the grids of 'sensitivity' must have the same number of levels, because the best of more settings looks better by chance, but have 2 ('norm'), 1 ('auto').",
        "auto: [auto-10, auto-50] | auto: [auto-10, auto-5] | sensitivity.grids.auto must list levels of agent.clipping (norm-0.5, norm-5, auto-10, auto-50), but lists the text 'auto-5'; the nearest is 'auto-50'.",
        "auto: [auto-10, auto-50] | auto: [auto-10, norm-5] | the level 'norm-5' is in the grids 'norm' and 'auto' of 'sensitivity', but can be in one.",
        "auto: [auto-10, auto-50] | auto: [auto-10, auto-10] | sensitivity.grids.auto lists the level 'auto-10' twice.",
        "auto: [auto-10, auto-50] | auto: [] | sensitivity.grids.auto must list levels of agent.clipping (norm-0.5, norm-5, auto-10, auto-50), but is an empty list.",
        "auto: [auto-10, auto-50] | auto: auto-10 | sensitivity.grids.auto must list levels of agent.clipping (norm-0.5, norm-5, auto-10, auto-50), but is the text 'auto-10'.",
        "{norm: [norm-0.5, norm-5], auto: [auto-10, auto-50]} | {} | sensitivity.grids must name at least one grid, with a list of levels of agent.clipping (norm-0.5, norm-5, auto-10, auto-50).",
        "over: [agent.epochs] | over: [agent.epoch] | sensitivity.over must name factors besides the compared one (env.wrappers, agent.epochs), but names the text 'agent.epoch'; the nearest is 'agent.epochs'.",
        "over: [agent.epochs] | over: [agent.clipping] | sensitivity.over must name factors besides the compared one (env.wrappers, agent.epochs), but names the text 'agent.clipping'.",
        "over: [agent.epochs] | over: [agent.epochs, agent.epochs] | sensitivity.over names agent.epochs twice.",
        "[CartPole-v1, Acrobot-v1] | [CartPole-v1] | 'sensitivity' is what it costs to use one setting in all environments, so the study needs two environments or more, but has one.",
        "seeds: 4 | seeds: 3 | 'sensitivity' needs at least 4 seeds, because settings are chosen on one half of them and scored on the other, but the study has 3.",
        "seeds: 4 | seeds: {from: 8, to: 12} | 'sensitivity' needs the same seeds under all settings, but this study adds seeds where they are needed; 'seeds' must be a number or a list.",
        "compare: | choose: | 'sensitivity' needs the runs of all settings, but a study with 'choose' drops some of them; 'compare' keeps all.",
      })
  void sensitivity_thatCannotBeTold_isRefused(String from, String to, String message) {
    assertThatThrownBy(() -> plan(STUDY.replace(from, to)))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(message);
  }

  @Test
  void sensitivity_ofOneSetting_isRefused() {
    assertThatThrownBy(
            () ->
                plan(
                    STUDY
                        .replace("[norm-0.5, norm-5]", "[norm-5]")
                        .replace("[auto-10, auto-50]", "[auto-10]")
                        .replace("  over: [agent.epochs]\n", "")))
        .hasMessageContaining(
            "sensitivity needs grids of two settings or more, but each has one; a longer list in 'grids', or a factor in 'over', adds settings.");
  }
}
