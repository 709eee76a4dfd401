package io.rein4j.study.statistics;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Holm's correction for several tests ("A Simple Sequentially Rejective Multiple Test Procedure",
 * 1979): the probability that any true null hypothesis is rejected stays at the level, whatever the
 * tests have to do with one another.
 */
public final class Holm {

  private Holm() {}

  /**
   * {@return the adjusted p-values, in the order of the given ones}
   *
   * @param ps the p-values
   */
  public static List<Double> adjusted(List<Double> ps) {
    int[] order =
        IntStream.range(0, ps.size())
            .boxed()
            .sorted(Comparator.comparingDouble(ps::get))
            .mapToInt(Integer::intValue)
            .toArray();
    Double[] adjusted = new Double[order.length];
    double largest = 0;
    for (int rank = 0; rank < order.length; rank++) {
      double p = Math.min(1, (order.length - rank) * ps.get(order[rank]));
      largest = Math.max(largest, p);
      adjusted[order[rank]] = largest;
    }
    return List.of(adjusted);
  }
}
