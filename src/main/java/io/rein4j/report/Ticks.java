package io.rein4j.report;

import java.util.ArrayList;
import java.util.List;

/** Round numbers within an interval, for an axis to show. */
final class Ticks {

  private Ticks() {}

  /** {@return about as many multiples of 1, 2 or 5 times a power of ten as are wanted} */
  static List<Double> linear(double low, double high, int wanted) {
    double rough = (high - low) / wanted;
    double magnitude = Math.pow(10, Math.floor(Math.log10(rough)));
    double step = magnitude * 10;
    for (double factor : new double[] {5, 2, 1}) {
      if (factor * magnitude >= rough) {
        step = factor * magnitude;
      }
    }
    List<Double> ticks = new ArrayList<>();
    for (long i = (long) Math.ceil(low / step - 1e-9); i * step <= high + step * 1e-9; i++) {
      ticks.add(i * step);
    }
    return ticks;
  }

  /**
   * {@return at most as many as are wanted: powers of ten, with 2 and 5 times those if that is not
   * too many, or only every second, third, … where it is still too many}
   */
  static List<Double> log(double low, double high, int most) {
    List<Double> finest = logs(low, high, new int[] {1, 2, 5}, 1);
    if (finest.size() < 2) {
      // Within less than a third of a decade, logarithms lie almost evenly.
      return linear(low, high, most);
    }
    if (finest.size() <= most) {
      return finest;
    }
    List<Double> powers = finest;
    for (int every = 1; powers.size() > most; every++) {
      powers = logs(low, high, new int[] {1}, every);
    }
    return powers.size() < 2 ? List.of(finest.get(0), finest.get(finest.size() - 1)) : powers;
  }

  private static List<Double> logs(double low, double high, int[] factors, int every) {
    List<Double> ticks = new ArrayList<>();
    for (int e = (int) Math.floor(Math.log10(low)); e <= Math.ceil(Math.log10(high)); e++) {
      for (int factor : factors) {
        double tick = factor * Math.pow(10, e);
        if (Math.floorMod(e, every) == 0 && tick >= low && tick <= high) {
          ticks.add(tick);
        }
      }
    }
    return ticks;
  }
}
