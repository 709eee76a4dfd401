package io.rein4j.export;

import java.util.List;

/**
 * What an observation goes through before the network: (x − mean) / deviation, clipped.
 *
 * @param mean of each element
 * @param deviation of each element, > 0
 * @param clip the largest magnitude of an element behind it, > 0
 */
public record InputScaling(List<Double> mean, List<Double> deviation, double clip) {

  public InputScaling {
    mean = List.copyOf(mean);
    deviation = List.copyOf(deviation);
    if (mean.size() != deviation.size()) {
      throw new IllegalArgumentException(
          "Observations are scaled by as many means as deviations, but there are %d and %d."
              .formatted(mean.size(), deviation.size()));
    }
    if (!(clip > 0) || deviation.stream().anyMatch(value -> !(value > 0))) {
      throw new IllegalArgumentException(
          "Observations are scaled by deviations > 0 and clipped at a magnitude > 0, but these are"
              + " %s and %s.".formatted(deviation, clip));
    }
  }
}
