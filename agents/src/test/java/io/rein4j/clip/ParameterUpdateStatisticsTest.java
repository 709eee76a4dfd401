package io.rein4j.clip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rein4j.env.contract.Allocations;
import io.rein4j.state.StateBytes;
import java.io.IOException;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class ParameterUpdateStatisticsTest {

  private static final ParameterLayout LAYOUT =
      ParameterLayout.builder().add("actor/w", 2).add("critic/w", 1).build();
  private static final Offset<Double> TIGHT = within(1e-6);

  private final ClippingStatistics statistics = of(List.of());

  /** A way that updates take. */
  private static final class Way {
    final ClippingStage gradients;
    final UpdateClippingStage updates;

    Way(String name, ParameterLayout layout, UpdateRule... rules) {
      gradients = new ClippingStage(name, layout, ClippingSettings.DEFAULTS);
      updates = new UpdateClippingStage(name, layout, UpdateClippingSettings.of(rules));
    }

    /** Takes an update from parameters of 3, 4 and 2. */
    UpdateReport update(float... change) {
      float[] parameters = {3, 4, 2};
      UpdateReport report = gradients.process(new float[3], parameters, 0);
      updates.begin(parameters);
      for (int i = 0; i < change.length; i++) {
        parameters[i] += change[i];
      }
      updates.process(report, parameters, new float[3], null, 0);
      return report;
    }
  }

  private final Way way = new Way("", LAYOUT, new UpdateNorm(0.5));

  private static ClippingStatistics of(List<String> paths) {
    return new ClippingStatistics(LAYOUT.groups(), paths, true);
  }

  private static ParameterUpdateStatistics.Scope whole(ClippingStatistics statistics) {
    return statistics.parameterUpdates().orElseThrow().whole();
  }

  @Test
  void record_ofUpdates_countsThemByGroup() {
    statistics.record(way.update(0.5f, 0, 0));
    statistics.record(way.update(0, 0, 3));
    ParameterUpdateStatistics updates = statistics.parameterUpdates().orElseThrow();
    assertThat(updates.whole().finiteUpdates()).isEqualTo(2);
    assertThat(updates.whole().clippedFraction()).isEqualTo(0.5);
    assertThat(updates.whole().clippedElementFraction()).isCloseTo(1 / 6.0, TIGHT);
    assertThat(updates.whole().normPreMean()).isCloseTo(1.75, TIGHT);
    assertThat(updates.whole().normPreMax()).isEqualTo(3);
    assertThat(updates.whole().normPostMean()).isCloseTo(0.75, TIGHT);
    assertThat(updates.whole().ratioMean()).isCloseTo(0.75 / Math.sqrt(29), TIGHT);
    assertThat(updates.whole().ratioMax()).isCloseTo(1 / Math.sqrt(29), TIGHT);
    assertThat(updates.group(0).clippedFraction()).isZero();
    assertThat(updates.group(0).ratioMax()).isCloseTo(0.1, TIGHT);
    assertThat(updates.group(1).normPreMean()).isCloseTo(1.5, TIGHT);
    assertThat(updates.rules()).isEqualTo(1);
    assertThat(updates.rule(0).boundFraction()).isEqualTo(0.5);
    assertThat(updates.rule(0).thresholdMean()).isEqualTo(0.5);
    assertThat(updates.rule(0).normMean()).isCloseTo((0.1 + 1.5) / 2, TIGHT);
  }

  @Test
  void statistics_ofNoUpdates_areUndefined() {
    statistics.record(way.update(Float.NaN, 0, 0));
    ParameterUpdateStatistics.Scope whole = whole(statistics);
    assertThat(statistics.updates()).isEqualTo(1);
    assertThat(whole.finiteUpdates()).isZero();
    assertThat(
            List.of(
                whole.clippedFraction(),
                whole.clippedElementFraction(),
                whole.normPreMean(),
                whole.normPreMax(),
                whole.normPostMean(),
                whole.ratioMean(),
                whole.ratioMax()))
        .containsOnly(Double.NaN);
  }

  @Test
  void record_ofAnUpdateWithoutAStage_takesInItsGradientAlone() {
    statistics.record(way.gradients.process(new float[] {3, 4, 0}, new float[3], 0));
    assertThat(statistics.whole().gradNormPreMean()).isEqualTo(5);
    assertThat(whole(statistics).finiteUpdates()).isZero();
  }

  @Test
  void statistics_ofGradientsAlone_takeInNoUpdates() throws IOException {
    ClippingStatistics gradients = new ClippingStatistics(LAYOUT);
    int bytes = StateBytes.of(gradients).length;
    gradients.record(way.update(1, 0, 0));
    assertThat(gradients.parameterUpdates()).isEmpty();
    gradients.clear();
    assertThat(StateBytes.of(gradients)).hasSize(bytes);
  }

  @Test
  void severalPaths_keepApart() {
    Way actor = new Way("actor", LAYOUT.part(List.of("actor")), new UpdateNorm(0.5));
    Way critic = new Way("critic", LAYOUT.part(List.of("critic")));
    ClippingStatistics both = of(List.of("actor", "critic"));
    both.record(actor.update(3, 4, 0));
    both.record(critic.update(0, 0, 1));
    assertThat(whole(both).finiteUpdates()).isEqualTo(2);
    assertThat(whole(both).clippedFraction()).isEqualTo(0.5);
    assertThat(whole(both.path(0)).normPostMean()).isCloseTo(2.5, TIGHT);
    assertThat(whole(both.path(1)).normPostMean()).isEqualTo(1);
    assertThat(both.parameterUpdates().orElseThrow().group(1).ratioMean()).isEqualTo(0.5);
    assertThat(both.path(0).parameterUpdates().orElseThrow().rules()).isEqualTo(1);
    assertThat(both.parameterUpdates().orElseThrow().rules()).isZero();
  }

  @Test
  void merge_ofParts_isAsIfAllWereRecordedInOne() {
    ClippingStatistics merged = of(List.of());
    for (int u = 0; u < 50; u++) {
      ClippingStatistics part = of(List.of());
      for (ClippingStatistics each : List.of(statistics, part)) {
        each.record(way.update(u / 10f, 0, u % 3));
      }
      merged.merge(part);
    }
    ParameterUpdateStatistics.Scope one = whole(statistics);
    ParameterUpdateStatistics.Scope other = whole(merged);
    assertThat(other.finiteUpdates()).isEqualTo(50);
    assertThat(other.clippedFraction()).isEqualTo(one.clippedFraction());
    assertThat(other.clippedElementFraction()).isEqualTo(one.clippedElementFraction());
    assertThat(other.normPreMean()).isCloseTo(one.normPreMean(), within(1e-12));
    assertThat(other.normPreMax()).isEqualTo(one.normPreMax());
    assertThat(other.normPostMean()).isCloseTo(one.normPostMean(), within(1e-12));
    assertThat(other.ratioMean()).isCloseTo(one.ratioMean(), within(1e-12));
    assertThat(other.ratioMax()).isEqualTo(one.ratioMax());
    assertThat(merged.parameterUpdates().orElseThrow().rule(0).normMean())
        .isCloseTo(statistics.parameterUpdates().orElseThrow().rule(0).normMean(), within(1e-12));
  }

  @Test
  void state_roundTrips() throws IOException {
    statistics.record(way.update(1, 0, 3));
    statistics.record(way.update(0, 2, 0));
    byte[] written = StateBytes.of(statistics);
    ClippingStatistics restored = of(List.of());
    StateBytes.restore(written, restored);
    assertThat(StateBytes.of(restored)).isEqualTo(written);
    assertThat(whole(restored).ratioMax()).isEqualTo(whole(statistics).ratioMax());
    restored.clear();
    assertThat(whole(restored).finiteUpdates()).isZero();
    assertThat(whole(restored).normPreMax()).isNaN();
  }

  @Test
  void record_inSteadyState_allocatesNothing() {
    ClippingStatistics episode = of(List.of());
    UpdateReport report = way.update(1, 0, 3);
    double bytes =
        Allocations.bytesPerCall(
            10_000,
            u -> {
              statistics.record(report);
              if (u % 10 == 0) {
                episode.merge(statistics);
                statistics.clear();
              }
            });
    assertThat(bytes).as("bytes per update").isLessThan(1);
  }
}
