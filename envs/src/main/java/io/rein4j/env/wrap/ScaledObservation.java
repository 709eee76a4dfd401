package io.rein4j.env.wrap;

import io.rein4j.env.Box;
import io.rein4j.env.Space;

/** Observations by means and deviations that stay as they are. */
final class ScaledObservation implements ObservationTransform {

  private final Space space;
  private final double[] means;
  private final double[] deviations;
  private final float clip;

  ScaledObservation(ObservationScaling scaling, int[] shape) {
    this.clip = (float) scaling.clip();
    this.space = Box.of(-clip, clip, shape);
    this.means = new double[scaling.mean().size()];
    this.deviations = new double[means.length];
    for (int i = 0; i < means.length; i++) {
      means[i] = scaling.mean().get(i);
      deviations[i] = scaling.deviation().get(i);
    }
  }

  @Override
  public Space space() {
    return space;
  }

  @Override
  public void first(float[] within, float[] out, int offset) {
    next(within, false, out, offset);
  }

  @Override
  public void next(float[] within, boolean ended, float[] out, int offset) {
    for (int i = 0; i < means.length; i++) {
      out[offset + i] = ObservationScaling.scaled(within[i], means[i], deviations[i], clip);
    }
  }
}
