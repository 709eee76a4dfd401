package io.rein4j.clip;

import static org.assertj.core.api.Assertions.assertThat;

import io.rein4j.schedule.Schedule;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClippingAdviceTest {

  private static final ParameterLayout LAYOUT =
      ParameterLayout.builder().add("actor/w", 1).add("critic/w", 1).build();
  private static final ClippingAdvice.Optimizer ADAM = new ClippingAdvice.Optimizer("adam", true);
  private static final ClippingAdvice.Optimizer SGD = new ClippingAdvice.Optimizer("sgd", false);

  private final ClippingStatistics statistics = new ClippingStatistics(LAYOUT);
  private final NormWindow window = new NormWindow();

  private List<String> advice(
      ClippingSettings settings, ClippingAdvice.Optimizer optimizer, double... norms) {
    ClippingStage stage = new ClippingStage(LAYOUT, settings);
    for (double norm : norms) {
      UpdateReport report = stage.process(new float[] {(float) norm, 0}, 0);
      statistics.record(report);
      window.record(report);
    }
    return ClippingAdvice.of(statistics, window, settings, optimizer);
  }

  /** Norms 0.1, 0.2, …, 100. */
  private static double[] evenNorms() {
    double[] norms = new double[1000];
    for (int i = 0; i < norms.length; i++) {
      norms[i] = (i + 1) / 10.0;
    }
    return norms;
  }

  @Test
  void of_noUpdates_saysNothing() {
    assertThat(advice(ClippingSettings.of(new GlobalNorm(1)), ADAM)).isEmpty();
  }

  @Test
  void of_ruleThatNeverBound_saysSo() {
    assertThat(advice(ClippingSettings.of(new GlobalNorm(101)), ADAM, evenNorms()))
        .contains(
            "The rule 'global-norm', whose threshold is 101, bound on none of 1,000"
                + " updates. It changed nothing.");
  }

  @Test
  void of_ruleThatBoundNearlyAlways_saysWhatItIsUnderTheOptimizer() {
    ClippingSettings settings =
        ClippingSettings.of(new GlobalNorm(Schedule.constant(0.5), 2, null, List.of("actor")));

    assertThat(advice(settings, ADAM, evenNorms()))
        .anySatisfy(
            sentence ->
                assertThat(sentence)
                    .startsWith(
                        "The rule 'global-norm' on actor, whose threshold is 0.5,"
                            + " bound on 99.5% of 1,000 updates. With adam, it then acts as a"
                            + " normaliser"));
    assertThat(advice(settings, SGD))
        .anySatisfy(
            sentence ->
                assertThat(sentence).contains("With sgd, it then fixes the length of the steps"));
  }

  @Test
  void of_rulesOnParts_tellAThresholdThatNeverChangedAsItIs() {
    assertThat(advice(ClippingSettings.of(new BlockRms(0.05)), ADAM, evenNorms()))
        .anyMatch(
            sentence ->
                sentence.startsWith("The rule 'block-rms', whose threshold is 0.05, bound on"));
  }

  @Test
  void of_ruleThatHardlyEverBound_saysSo() {
    assertThat(advice(ClippingSettings.of(new GlobalNorm(99.75)), ADAM, evenNorms()))
        .contains(
            "The rule 'global-norm', whose threshold is 99.8, bound on 0.3% of 1,000"
                + " updates. At most, it caught rare spikes.");
  }

  @Test
  void of_ruleThatBindsSometimesOrByItsNature_saysNothingOfIt() {
    assertThat(advice(ClippingSettings.of(new GlobalNorm(50)), ADAM, evenNorms()))
        .noneMatch(sentence -> sentence.contains("'global-norm'"));
    assertThat(advice(ClippingSettings.of(Normalize.DEFAULTS), ADAM, evenNorms()))
        .noneMatch(sentence -> sentence.contains("'normalize'"));
    assertThat(advice(ClippingSettings.of(new Signs()), SGD, evenNorms()))
        .noneMatch(sentence -> sentence.contains("Signs"));
  }

  /** A rule of somebody else's, of which only signs are left. */
  private record Signs() implements ClippingRule {

    @Override
    public Effect effect() {
      return Effect.SETS_ELEMENTS;
    }

    @Override
    public Clipper bind(ParameterLayout layout) {
      return gradient -> {
        gradient.report(gradient.norm(), 1);
        float[] values = gradient.edit();
        for (int i = 0; i < values.length; i++) {
          values[i] = Math.signum(values[i]);
        }
      };
    }
  }

  @Test
  void of_manyNorms_namesTheThresholdsOfThreeShares() {
    String sentence =
        advice(ClippingSettings.DEFAULTS, ADAM, evenNorms()).stream()
            .filter(text -> text.startsWith("Global-norm thresholds of"))
            .findFirst()
            .orElseThrow();
    double[] figures =
        Pattern.compile("[0-9.]+(?=, | and | would)")
            .matcher(sentence)
            .results()
            .mapToDouble(match -> Double.parseDouble(match.group()))
            .toArray();
    // The sketch's quantiles are within 1 %.
    assertThat(figures).hasSize(3);
    assertThat(figures[0]).isBetween(98.0, 100.0);
    assertThat(figures[1]).isBetween(89.0, 91.0);
    assertThat(figures[2]).isBetween(49.5, 50.6);
  }

  @Test
  void of_fewNorms_namesNoThresholds() {
    assertThat(advice(ClippingSettings.DEFAULTS, ADAM, 1, 2, 3)).isEmpty();
  }

  @Test
  void of_heavyTail_saysSo() {
    SplittableRandom random = new SplittableRandom(4);
    double[] norms = random.doubles(1000).map(u -> 1 / (1 - u)).toArray();
    assertThat(advice(ClippingSettings.DEFAULTS, ADAM, norms))
        .anySatisfy(
            sentence ->
                assertThat(sentence)
                    .startsWith("The last 1,000 gradient norms have a heavy tail (tail index")
                    .endsWith("which no rule clips."));
  }

  @Test
  void of_lightTail_saysNothingOfIt() {
    assertThat(advice(ClippingSettings.DEFAULTS, ADAM, evenNorms()))
        .noneMatch(sentence -> sentence.contains("heavy"));
  }

  @Test
  void of_gradientsThatWereNotFinite_saysWhatBecameOfThem() {
    double[] norms = {1, Double.NaN, 2, Double.POSITIVE_INFINITY};
    assertThat(advice(ClippingSettings.DEFAULTS, ADAM, norms).get(0))
        .startsWith("2 of 4 updates were skipped because their gradients were not finite (2 NaN");
    assertThat(advice(policy(NonFinitePolicy.ZERO), ADAM, norms).get(0)).contains("2 of 8 updates");
  }

  @Test
  void of_elementsSetTo0_countsThem() {
    assertThat(advice(policy(NonFinitePolicy.ZERO), ADAM, 1, Double.NaN).get(0))
        .startsWith("1 elements of gradients were NaN or infinite and were set to 0");
  }

  @Test
  void of_gradientsLetThrough_countsThem() {
    assertThat(advice(policy(NonFinitePolicy.PROPAGATE), ADAM, 1, Double.NaN).get(0))
        .startsWith("1 elements of gradients were NaN or infinite and were let through");
  }

  @Test
  void of_spikesRefusedByARule_countsThem() {
    ZClip rule = ZClip.builder().onExceed(OnExceed.SKIP).build();
    double[] norms = new double[40];
    for (int i = 0; i < norms.length; i++) {
      norms[i] = i == 39 ? 1000 : 1 + 0.1 * (i % 3);
    }
    assertThat(advice(ClippingSettings.of(rule), ADAM, norms).get(0))
        .isEqualTo("1 of 40 updates were skipped because a rule took them for spikes.");
  }

  @Test
  void of_manyUpdatesDroppedByARule_saysThatTheyAreNoSpikes() {
    double[] norms = new double[40];
    for (int i = 0; i < norms.length; i++) {
      norms[i] = i % 5 == 4 ? 2 : 0.5;
    }
    ClippingRule rule = GlobalNorm.builder(1).onExceed(OnExceed.SKIP).build();
    assertThat(advice(ClippingSettings.of(rule), ADAM, norms))
        .contains(
            "8 of 40 updates were skipped because a rule took them for spikes. That many are no"
                + " spikes: raise its threshold, or let it clip ('on-exceed: clip').")
        .noneMatch(sentence -> sentence.contains("bound on"));
  }

  @Test
  void of_ruleThatWouldHaveDroppedUpdatesButDidNot_saysThatItNeverBound() {
    ClippingRule rule = GlobalNorm.builder(101).onExceed(OnExceed.SKIP).build();
    assertThat(advice(ClippingSettings.of(rule), ADAM, evenNorms()))
        .anyMatch(sentence -> sentence.contains("bound on none of 1,000 updates"));
  }

  private static ClippingSettings policy(NonFinitePolicy policy) {
    return new ClippingSettings(List.of(), policy, 10);
  }

  @Test
  void of_noUpdatesButAHeavyWindow_saysNothing() {
    for (int i = 0; i < 1000; i++) {
      window.add(1000.0 / (i + 1));
    }
    assertThat(window.heavy()).isTrue();
    assertThat(advice(ClippingSettings.DEFAULTS, ADAM)).isEmpty();
  }

  @Test
  void of_ruleThatBoundOnOneInAHundred_saysNothingOfIt() {
    assertThat(advice(ClippingSettings.of(new GlobalNorm(99)), ADAM, evenNorms()))
        .noneMatch(sentence -> sentence.contains("'global-norm'"));
  }

  @Test
  void of_ruleThatBoundOnNineInTen_saysSo() {
    assertThat(advice(ClippingSettings.of(new GlobalNorm(10)), ADAM, evenNorms()))
        .anyMatch(
            sentence ->
                sentence.startsWith(
                    "The rule 'global-norm', whose threshold is 10, bound on 90% of 1,000"
                        + " updates."));
  }

  @Test
  void of_aHundredNormsOrMore_namesThresholds() {
    double[] norms = new double[99];
    assertThat(advice(ClippingSettings.DEFAULTS, ADAM, norms)).isEmpty();
    assertThat(advice(ClippingSettings.DEFAULTS, ADAM, 0))
        .containsExactly(
            "Global-norm thresholds of 0, 0 and 0 would have clipped 1%, 10% and 50% of these"
                + " updates (training with them would have produced other norms).");
  }

  @ParameterizedTest
  @CsvSource({
    "1e-7, 1E-7",
    "1.2345e-7, 1.23E-7",
    "1e-4, 0.0001",
    "0.98765, 0.988",
    "5, 5",
    "1234, 1230",
    "9990000, 9990000",
    "1e7, 1E+7",
    "1.2345e9, 1.23E+9"
  })
  void of_figures_haveThreeDigitsAndAPowerOnlyIfLargeOrSmall(double threshold, String text) {
    assertThat(advice(ClippingSettings.of(new GlobalNorm(threshold)), ADAM, 0).get(0))
        .startsWith("The rule 'global-norm', whose threshold is " + text + ", bound on none");
  }

  /** Gives advice on updates of parameters of norm 5 by some lengths. */
  private static List<String> adviceOnUpdates(UpdateClippingSettings settings, double... lengths) {
    ClippingStage gradients = new ClippingStage(LAYOUT, ClippingSettings.DEFAULTS);
    UpdateClippingStage updates = new UpdateClippingStage(LAYOUT, settings);
    ClippingStatistics both = new ClippingStatistics(LAYOUT.groups(), List.of(), true);
    for (double length : lengths) {
      float[] parameters = {3, 4};
      UpdateReport report = gradients.process(new float[2], parameters, 0);
      updates.begin(parameters);
      parameters[0] += (float) length;
      updates.process(report, parameters, new float[2], null, 0);
      both.record(report);
    }
    return ClippingAdvice.of(both, new NormWindow(), ClippingSettings.DEFAULTS, settings, ADAM);
  }

  @Test
  void of_updatesThatWereMeasured_saysHowFarTheyWent() {
    assertThat(adviceOnUpdates(UpdateClippingSettings.DEFAULTS, 0.01, 0.03))
        .containsExactly(
            "An update changed the parameters by 0.4% of their norm on average, and by 0.6% at"
                + " most.");
  }

  @Test
  void of_updateRules_saysWhichBoundNeverSeldomOrNearlyAlways() {
    double[] lengths = new double[1000];
    Arrays.fill(lengths, 0.01);
    UpdateClippingSettings never = UpdateClippingSettings.of(new UpdateNorm(0.1));
    assertThat(adviceOnUpdates(never, lengths))
        .contains(
            "Behind the optimizer, the rule 'update-norm', whose threshold is 0.1, bound on none of"
                + " 1,000 updates. It changed nothing.");
    UpdateClippingSettings always = UpdateClippingSettings.of(new UpdateNorm(0.001));
    assertThat(adviceOnUpdates(always, lengths))
        .contains(
            "Behind the optimizer, the rule 'update-norm', whose threshold is 0.001, bound on 100%"
                + " of 1,000 updates. It then sets the length of the steps, much as a smaller"
                + " learning rate would.");
    lengths[7] = 2;
    assertThat(adviceOnUpdates(never, lengths))
        .contains(
            "Behind the optimizer, the rule 'update-norm', whose threshold is 0.1, bound on 0.1%"
                + " of 1,000 updates. At most, it caught rare spikes.");
  }

  @Test
  void of_weightRules_saysWhatShareOfTheParametersTheyChanged() {
    ParameterLayout layout = ParameterLayout.builder().add("q/w", 2, 2).build();
    UpdateClippingSettings settings =
        UpdateClippingSettings.of(new WeightValue(1), new WeightNorm(1));
    ClippingStage gradients = new ClippingStage(layout, ClippingSettings.DEFAULTS);
    UpdateClippingStage updates =
        new UpdateClippingStage(layout, UpdateClippingSettings.of(new WeightValue(1)));
    ClippingStatistics both = new ClippingStatistics(layout.groups(), List.of(), true);
    float[] parameters = new float[4];
    UpdateReport report = gradients.process(new float[4], parameters, 0);
    updates.begin(parameters);
    parameters[0] = 9;
    updates.process(report, parameters, new float[4], null, 0);
    both.record(report);
    assertThat(ClippingAdvice.of(both, new NormWindow(), ClippingSettings.DEFAULTS, settings, ADAM))
        .containsExactly(
            "Behind the optimizer, the rule 'weight-value', whose threshold is 1, bound on 100% of"
                + " 1 updates. On average, 25% of the parameters were changed by the rules there.");
  }
}
