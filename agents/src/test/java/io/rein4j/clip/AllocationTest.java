package io.rein4j.clip;

import static org.assertj.core.api.Assertions.assertThat;

import io.rein4j.env.contract.Allocations;
import org.junit.jupiter.api.Test;

class AllocationTest {

  private static final int UPDATES = 10_000;

  private final ParameterLayout layout =
      ParameterLayout.builder().add("actor/w", 20, 20).add("critic/w", 30).build();
  private final ClippingStage stage =
      new ClippingStage(
          layout,
          ClippingSettings.of(new GlobalNorm(1), new GlobalNorm(1, 3), Value.symmetric(0.04)));
  private final ClippingStatistics segment = new ClippingStatistics(layout);
  private final ClippingStatistics episode = new ClippingStatistics(layout);
  private final NormWindow window = new NormWindow();
  private final float[] gradient = new float[layout.size()];
  private final float[] parameters = new float[layout.size()];

  private void update(int u) {
    for (int i = 0; i < gradient.length; i++) {
      gradient[i] = (i * 31 + u) % 100 / 500f;
    }
    gradient[u % 400] = u % 50 == 0 ? Float.NaN : 0.01f;
    UpdateReport report = stage.process(gradient, parameters, 0.5);
    segment.record(report);
    window.record(report);
    if (u % 10 == 0) {
      episode.merge(segment);
      segment.clear();
    }
  }

  @Test
  void update_inSteadyState_allocatesNothing() {
    assertThat(Allocations.bytesPerCall(UPDATES, this::update))
        .as("bytes per update")
        .isLessThan(1);
    assertThat(episode.whole().clippedUpdates()).isPositive();
    assertThat(episode.skippedUpdates()).isPositive();
  }

  @Test
  void value_aloneInSteadyState_allocatesNothing() {
    ParameterLayout wide = ParameterLayout.builder().add("w", 20_000).add("b", 100).build();
    ClippingStage only = new ClippingStage(wide, ClippingSettings.of(Value.symmetric(1)));
    float[] values = new float[wide.size()];
    assertThat(
            Allocations.bytesPerCall(
                UPDATES,
                u -> {
                  values[u] = u % 40 == 0 ? Float.NaN : u % 3;
                  only.process(values, 0);
                  values[u] = 0.5f;
                }))
        .as("bytes per update")
        .isLessThan(1);
  }

  @Test
  void adaptiveUnitwise_inSteadyState_allocatesNothing() {
    ParameterLayout wide = ParameterLayout.builder().add("w", 100, 60).build();
    ClippingStage only = new ClippingStage(wide, ClippingSettings.of(new AdaptiveUnitwise(0.01)));
    float[] values = new float[wide.size()];
    float[] weights = new float[wide.size()];
    assertThat(
            Allocations.bytesPerCall(
                UPDATES,
                u -> {
                  values[u % values.length] = u % 3;
                  weights[u % weights.length] = 1;
                  only.process(values, weights, 0);
                }))
        .as("bytes per update")
        .isLessThan(1);
  }
}
