package io.rein4j.env.wrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rein4j.env.Env;
import io.rein4j.env.wrap.RewardNoise.Distribution;
import io.rein4j.random.Pcg64;
import io.rein4j.random.RandomStreams;
import io.rein4j.state.StateBytes;
import io.rein4j.state.Stateful;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RewardNoiseTest {

  private static final RewardNoise HEAVY = noise(Distribution.STUDENT_T, 1.0, 2.0, null);

  private static RewardNoise noise(
      Distribution distribution,
      @Nullable Double scale,
      @Nullable Double degreesOfFreedom,
      @Nullable Double probability) {
    return RewardNoise.builder(distribution)
        .scale(scale)
        .degreesOfFreedom(degreesOfFreedom)
        .probability(probability)
        .build();
  }

  private static RewardNoise delayed(int delay) {
    return RewardNoise.builder(Distribution.DELAYED).delay(delay).build();
  }

  static List<RewardNoise> all() {
    return List.of(
        noise(Distribution.GAUSSIAN, 2.0, null, null),
        HEAVY,
        RewardNoise.builder(Distribution.CONTAMINATED)
            .scale(0.1)
            .probability(0.2)
            .spikeScale(50.0)
            .build(),
        delayed(3),
        noise(Distribution.FLIPPED, null, null, 0.3),
        noise(Distribution.DROPPED, null, null, 0.3));
  }

  static Stream<String> goldens() throws IOException {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                Objects.requireNonNull(RewardNoiseTest.class.getResourceAsStream("noise.txt")),
                StandardCharsets.UTF_8))) {
      return lines.lines().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("goldens")
  void rewards_manySteps_haveTheQuantilesOfScipysDistribution(String golden) {
    String[] halves = golden.split(" = ", 2);
    String[] words = halves[0].split(" ", -1);
    Map<String, Double> keys = new HashMap<>();
    for (int i = 1; i < words.length; i += 2) {
      keys.put(words[i], Double.valueOf(words[i + 1]));
    }
    RewardNoise settings =
        RewardNoise.builder(
                Arrays.stream(Distribution.values())
                    .filter(distribution -> distribution.toString().equals(words[0]))
                    .findFirst()
                    .orElseThrow())
            .scale(keys.get("scale"))
            .degreesOfFreedom(keys.get("degrees-of-freedom"))
            .probability(keys.get("probability"))
            .spikeScale(keys.get("spike-scale"))
            .build();
    int draws = 200_000;
    Env env = Wrapping.training(new Script(Integer.MAX_VALUE, step -> 3), settings);
    Wrapping.reset(env, 5);
    double[] sorted = Wrapping.rewards(env, draws);
    Arrays.sort(sorted);
    double[] quantiles =
        Stream.of(halves[1].split(" ", -1)).mapToDouble(Double::parseDouble).toArray();
    for (int i = 0; i < quantiles.length; i++) {
      double probability = i < 99 ? (i + 1) / 100.0 : i == 99 ? 0.001 : 0.999;
      int at = Arrays.binarySearch(sorted, 3 + quantiles[i]);
      double below = at < 0 ? -at - 1 : at;
      assertThat((below - draws * probability) / Math.sqrt(draws * probability * (1 - probability)))
          .as("deviations of the number of rewards below the quantile of %s", probability)
          .isBetween(-4.5, 4.5);
    }
  }

  @Test
  void rewards_flippedOrDropped_areAsOftenAsTheProbabilitySays() {
    for (Distribution distribution : List.of(Distribution.FLIPPED, Distribution.DROPPED)) {
      Env env =
          Wrapping.training(
              new Script(Integer.MAX_VALUE, step -> step), noise(distribution, null, null, 0.3));
      Wrapping.reset(env, 2);
      double[] rewards = Wrapping.rewards(env, 10_000);
      int hit = 0;
      for (int i = 0; i < rewards.length; i++) {
        double clean = i + 1;
        if (rewards[i] != clean) {
          assertThat(rewards[i]).isEqualTo(distribution == Distribution.FLIPPED ? -clean : 0);
          hit++;
        }
      }
      // Five standard deviations.
      assertThat(hit).isBetween(2771, 3229);
    }
  }

  @Test
  void rewards_probabilityAtItsEnds_areAllHitOrNone() {
    for (Distribution distribution : List.of(Distribution.FLIPPED, Distribution.DROPPED)) {
      Env never =
          Wrapping.training(new Script(99, step -> 1), noise(distribution, null, null, 0.0));
      Wrapping.reset(never, 2);
      assertThat(Wrapping.rewards(never, 300)).containsOnly(1);
      Env always =
          Wrapping.training(new Script(99, step -> 1), noise(distribution, null, null, 1.0));
      Wrapping.reset(always, 2);
      assertThat(Wrapping.rewards(always, 300))
          .containsOnly(distribution == Distribution.FLIPPED ? -1 : 0);
    }
  }

  @Test
  void rewards_delayed_comeLaterAndTheLastStepPaysWhatIsOwed() {
    Env env = Wrapping.training(new Script(6, step -> Math.pow(10, step - 1)), delayed(2));
    Wrapping.reset(env, 0);
    assertThat(Wrapping.rewards(env, 12))
        .containsExactly(0, 0, 1, 10, 100, 111_000, 0, 0, 1, 10, 100, 111_000);
  }

  @Test
  void rewards_delayedLongerThanTheEpisode_areAllPaidAtItsEnd() {
    Env env = Wrapping.training(new Script(3, step -> step), delayed(50));
    Wrapping.reset(env, 0);
    assertThat(Wrapping.rewards(env, 6)).containsExactly(0, 0, 6, 0, 0, 6);
  }

  @Test
  void rewards_delayedOverAReset_areForgotten() {
    Env env = Wrapping.training(new Script(99, step -> 7), delayed(2));
    Wrapping.reset(env, 0);
    Wrapping.rewards(env, 5);
    Wrapping.reset(env, 1);
    assertThat(Wrapping.rewards(env, 3)).containsExactly(0, 0, 7);
  }

  @Test
  void noise_ofAnEpisode_dependsOnRunPositionEnvironmentAndSeedAlone() {
    Script script = new Script(99, step -> 0);
    WrapperStack stack = Wrapping.stack(8, new TimeLimit(98), HEAVY);
    Env env = stack.forTraining(script, 3);
    Wrapping.rewards(env, 20);
    Wrapping.reset(env, 41);
    double[] noise = Wrapping.rewards(env, 20);

    Pcg64 stream = new Pcg64(new RandomStreams(8).seeds("wrapper/1").seed(3, 41));
    assertThat(noise)
        .containsExactly(DoubleStream.generate(() -> stream.standardT(2)).limit(20).toArray());
    assertThat(of(Wrapping.stack(8, new TimeLimit(98), HEAVY).forTraining(script, 3), 41))
        .isEqualTo(noise);
    assertThat(of(stack.forTraining(script, 2), 41)).isNotEqualTo(noise);
    assertThat(of(stack.forTraining(script, 3), 42)).isNotEqualTo(noise);
    assertThat(of(Wrapping.stack(8, HEAVY).forTraining(script, 3), 41)).isNotEqualTo(noise);
    assertThat(of(Wrapping.stack(9, new TimeLimit(98), HEAVY).forTraining(script, 3), 41))
        .isNotEqualTo(noise);
  }

  private static double[] of(Env env, long seed) {
    Wrapping.reset(env, seed);
    return Wrapping.rewards(env, 20);
  }

  @Test
  void noise_afterAResetWithoutSeed_goesOn() {
    Env env = Wrapping.training(new Script(20, step -> 0), HEAVY);
    double[] first = of(env, 41);
    assertThat(Wrapping.rewards(env, 20)).doesNotContain(first);
  }

  @ParameterizedTest
  @MethodSource("all")
  void wrap_forEvaluation_isTheCleanEnvironmentItself(RewardNoise noise) {
    Script script = new Script(5, step -> 1);
    assertThat(Wrapping.evaluation(script, noise)).isSameAs(script);
  }

  @ParameterizedTest
  @MethodSource("all")
  void wrap_forTraining_leavesTheMonitorsReturnClean(RewardNoise noise) {
    EpisodeMonitor monitor = new EpisodeMonitor(new Script(50, step -> step));
    Env env = Wrapping.training(monitor, noise);
    Wrapping.reset(env, 0);
    double sum = DoubleStream.of(Wrapping.rewards(env, 50)).sum();
    assertThat(monitor.endedReturn()).isEqualTo(1275);
    assertThat(monitor.endedLength()).isEqualTo(50);
    if (noise.distribution() != Distribution.DELAYED) {
      assertThat(sum).isNotEqualTo(1275);
    }
  }

  @Test
  void state_ofAnotherDelay_isRefused() throws IOException {
    byte[] state = StateBytes.of(delayedState(2));
    assertThatThrownBy(() -> StateBytes.restore(state, delayedState(3)))
        .isInstanceOf(IOException.class)
        .hasMessage("Expected rewards owed over a delay of 3 steps, but found 2.");
  }

  private static Stateful delayedState(int delay) {
    return Wrapping.training(new Script(13, step -> step), delayed(delay)).state().orElseThrow();
  }

  @Test
  void constructor_keyOfAnotherDistribution_isRefusedByName() {
    assertThatThrownBy(() -> noise(Distribution.GAUSSIAN, 1.0, 2.0, null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "The key 'degrees-of-freedom' does not belong to reward noise of the distribution"
                + " 'gaussian', whose keys are: scale.");
    assertThatThrownBy(
            () ->
                RewardNoise.builder(Distribution.CONTAMINATED)
                    .scale(1.0)
                    .probability(0.1)
                    .spikeScale(9.0)
                    .delay(3)
                    .build())
        .hasMessage(
            "The key 'delay' does not belong to reward noise of the distribution 'contaminated',"
                + " whose keys are: probability, spike-scale, scale.");
  }

  @Test
  void constructor_missingKey_isRefusedByName() {
    assertThatThrownBy(() -> noise(Distribution.STUDENT_T, 1.0, null, null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Reward noise of the distribution 'student-t' needs the key 'degrees-of-freedom'.");
  }

  @Test
  void constructor_valueOutOfRange_isRefusedByName() {
    assertThatThrownBy(() -> noise(Distribution.GAUSSIAN, -1.0, null, null))
        .hasMessage("'scale' must be finite and ≥ 0, but is -1.0.");
    assertThatThrownBy(() -> noise(Distribution.STUDENT_T, 1.0, 0.0, null))
        .hasMessage("'degrees-of-freedom' must be finite and > 0, but is 0.0.");
    assertThatThrownBy(() -> noise(Distribution.FLIPPED, null, null, 1.1))
        .hasMessage("'probability' must be in [0, 1], but is 1.1.");
    assertThatThrownBy(
            () ->
                RewardNoise.builder(Distribution.CONTAMINATED)
                    .probability(0.1)
                    .spikeScale(Double.POSITIVE_INFINITY)
                    .build())
        .hasMessage("'spike-scale' must be finite and ≥ 0, but is Infinity.");
    assertThatThrownBy(() -> delayed(0)).hasMessage("'delay' must be in [1, 1000000], but is 0.");
  }
}
