package io.rein4j.agent.pg;

import static org.assertj.core.api.Assertions.assertThat;

import io.rein4j.agent.UpdateListener;
import io.rein4j.agent.UpdatePath;
import io.rein4j.clip.ClippingSettings;
import io.rein4j.clip.GlobalNorm;
import io.rein4j.clip.ParameterLayout;
import io.rein4j.nn.Parameters;
import io.rein4j.optim.Sgd;
import io.rein4j.schedule.Schedule;
import io.rein4j.state.StateBytes;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EpochStatisticsTest {

  private final Parameters parameters =
      new Parameters(ParameterLayout.builder().add("actor/w", 1).build());
  private final UpdatePath path =
      new UpdatePath(
          parameters,
          ClippingSettings.of(new GlobalNorm(1)),
          new Sgd(Schedule.constant(0.1), 0, false));
  private final EpochStatistics epochs = new EpochStatistics(2, List.of());

  private void update(int epoch, float gradient) {
    epochs.begin(epoch);
    parameters.gradient()[0] = gradient;
    path.update(0, epochs.before(UpdateListener.NONE));
  }

  private static Map<String, Double> figures(EpochStatistics statistics) {
    Map<String, Double> figures = new LinkedHashMap<>();
    statistics.drain(figures::put);
    return figures;
  }

  @Test
  void drain_updatesOfTwoEpochs_hasEachOnesShareAndMeanAndStartsAnew() {
    update(0, 0.5f);
    update(0, 2);
    update(1, 3);
    update(1, Float.NaN);

    assertThat(figures(epochs))
        .containsExactly(
            Map.entry("clipped_fraction/epoch:0", 0.5),
            Map.entry("clipped_fraction/epoch:1", 1.0),
            Map.entry("grad_norm_pre_mean/epoch:0", 1.25),
            Map.entry("grad_norm_pre_mean/epoch:1", 3.0));
    assertThat(figures(epochs).values()).containsOnly(Double.NaN);
  }

  @Test
  void advice_normsThatGrowFromEpochToEpoch_saysBySoMuch() {
    for (int i = 0; i < 100; i++) {
      assertThat(epochs.advice()).isEmpty();
      update(0, 0.5f);
      update(1, 2);
    }

    assertThat(epochs.advice())
        .containsExactly(
            "From a rollout's first epoch to its last, the gradient's mean norm grew 4.0-fold, and the share of clipped updates went from 0% to 100%: the data get stale (Garg et al. 2021). Fewer 'epochs' or a 'target-kl' would leave clipping less to do.");
  }

  @Test
  void state_restored_hasTheSameFiguresAndAdvice() throws IOException {
    for (int i = 0; i < 100; i++) {
      update(0, 0.5f);
      update(1, 2);
    }
    EpochStatistics second = new EpochStatistics(2, List.of());

    StateBytes.restore(StateBytes.of(epochs), second);

    assertThat(second.advice()).isEqualTo(epochs.advice()).isNotEmpty();
    assertThat(figures(second)).isEqualTo(figures(epochs));
  }
}
