package io.rein4j.report;

import java.util.List;
import java.util.stream.DoubleStream;

/**
 * The numbers that an axis shows.
 *
 * @param low the lower end
 * @param high the upper end, above it
 */
record Range(double low, double high) {

  /** {@return the least range that holds all finite numbers, with some room at its ends} */
  static Range of(DoubleStream numbers) {
    double[] finite = numbers.filter(Double::isFinite).toArray();
    if (finite.length == 0) {
      return new Range(0, 1);
    }
    double low = DoubleStream.of(finite).min().getAsDouble();
    double high = DoubleStream.of(finite).max().getAsDouble();
    double room = low == high ? Math.max(1e-3, Math.abs(low)) / 2 : 0.06 * (high - low);
    return new Range(low - room, high + room);
  }

  /** {@return where a number lies, 0 at the low end and 1 at the high one; outside, the nearest} */
  double place(double number) {
    return Math.max(0, Math.min(1, (number - low) / (high - low)));
  }

  List<Double> ticks(int wanted) {
    return Ticks.linear(low, high, wanted);
  }
}
