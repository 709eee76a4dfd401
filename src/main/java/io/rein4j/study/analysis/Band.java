package io.rein4j.study.analysis;

import java.util.List;

/**
 * A curve with its pointwise confidence band.
 *
 * @param x where, increasing
 * @param value the curve
 * @param low the band's lower edge
 * @param high the band's upper edge
 */
public record Band(List<Double> x, List<Double> value, List<Double> low, List<Double> high) {

  public Band {
    x = List.copyOf(x);
    value = List.copyOf(value);
    low = List.copyOf(low);
    high = List.copyOf(high);
    if (value.size() != x.size() || low.size() != x.size() || high.size() != x.size()) {
      throw new IllegalArgumentException(
          "A band needs as many values and edges as places, but has %s, %s and %s at %s."
              .formatted(value.size(), low.size(), high.size(), x.size()));
    }
  }
}
