package io.rein4j.clip;

import io.rein4j.schedule.Constant;
import io.rein4j.schedule.Schedule;
import org.jspecify.annotations.Nullable;

/** A rule whose reported threshold follows a schedule of its settings, whatever gradients are. */
interface ThresholdRule extends ClippingRule {

  /** {@return the threshold over training; null if the rule has none} */
  @Override
  @Nullable Schedule threshold();

  @Override
  default boolean hasFixedThreshold() {
    return threshold() instanceof Constant;
  }
}
