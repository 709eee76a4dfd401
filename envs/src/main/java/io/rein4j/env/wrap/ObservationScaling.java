package io.rein4j.env.wrap;

import io.rein4j.env.Space;
import java.util.List;

/**
 * The scaling of an observation before the agent sees it: (x − mean) / deviation, clipped.
 *
 * @param mean of each element
 * @param deviation of each element, > 0
 * @param clip the largest magnitude of an element behind it, > 0; may be infinite
 */
public record ObservationScaling(List<Double> mean, List<Double> deviation, double clip)
    implements ObservationStep {

  public ObservationScaling {
    mean = List.copyOf(mean);
    deviation = List.copyOf(deviation);
    if (mean.size() != deviation.size()) {
      throw new IllegalArgumentException(
          "Observations are scaled by as many means as deviations, but there are %s and %s."
              .formatted(mean.size(), deviation.size()));
    }
    if (!(clip > 0) || deviation.stream().anyMatch(value -> !(value > 0))) {
      throw new IllegalArgumentException(
          "Observations are scaled by deviations > 0 and clipped at a magnitude > 0, but these are"
              + " %s and %s.".formatted(deviation, clip));
    }
  }

  @Override
  public ObservationTransform transform(Space within) {
    if (within.asBox().isEmpty() || within.size() != mean.size()) {
      throw new IllegalArgumentException(
          "Observations are scaled by %s means, which do not fit those of %s."
              .formatted(mean.size(), within));
    }
    return new ScaledObservation(this, within.shape());
  }

  /** Returns a scaled and clipped element. */
  static float scaled(float element, double mean, double deviation, float clip) {
    float normal = (float) ((element - mean) / deviation);
    return Math.max(-clip, Math.min(clip, normal));
  }
}
