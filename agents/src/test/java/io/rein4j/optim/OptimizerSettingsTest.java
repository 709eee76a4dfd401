package io.rein4j.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.rein4j.catalog.Catalog;
import io.rein4j.schedule.Exponential;
import io.rein4j.schedule.Linear;
import io.rein4j.schedule.Schedule;
import io.rein4j.settings.SettingException;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class OptimizerSettingsTest {

  private static final List<Function<Schedule, OptimizerSettings>> ALL =
      List.of(
          rate -> new Adam(rate, 0.9, 0.999, 1e-8),
          rate -> AdamW.builder().learningRate(rate).weightDecay(0).build(),
          rate -> new RmsProp(rate, 0.9, 1e-8),
          rate -> new RmsPropTf(rate, 0.9, 1e-8),
          rate -> new LaProp(rate, 0.9, 0.999, 1e-8),
          rate -> Muon.builder().learningRate(rate).build(),
          rate -> new Sgd(rate, 0, false));

  @Test
  void learningRate_negativeOrBeyondFloats_isRefusedByKey() {
    assertThat(ALL).hasSameSizeAs(Catalog.standard().types(OptimizerSettings.class).keySet());
    for (Function<Schedule, OptimizerSettings> optimizer : ALL) {
      assertThatExceptionOfType(SettingException.class)
          .isThrownBy(() -> optimizer.apply(Schedule.constant(-1)))
          .withMessage("An optimizer's 'learning-rate' must be finite and ≥ 0, but is -1.0.")
          .satisfies(e -> assertThat(e.key()).isEqualTo("learning-rate"));
      assertThatExceptionOfType(SettingException.class)
          .isThrownBy(() -> optimizer.apply(new Linear(1e-3, -1e-3, 1)))
          .withMessageContaining("of training is over.");
      assertThatExceptionOfType(SettingException.class)
          .isThrownBy(() -> optimizer.apply(Schedule.constant(1e39)));
    }
  }

  @Test
  void learningRate_zeroAtItsEnd_isTaken() {
    for (Function<Schedule, OptimizerSettings> optimizer : ALL) {
      assertThat(optimizer.apply(new Linear(1e-3, 0, 1)).learningRate().at(1)).isZero();
      assertThat(optimizer.apply(new Exponential(1e-3, 1e-60, 1)).learningRate().at(0.5))
          .isPositive();
    }
  }
}
