package io.rein4j.study.statistics;

import java.util.Comparator;
import java.util.stream.IntStream;

/** The elements of a sample in increasing order, with their places in it. */
final class SortedSample {

  private final double[] values;
  private final int[] places;

  SortedSample(double[] sample) {
    for (double value : sample) {
      if (Double.isNaN(value)) {
        throw new IllegalArgumentException("A sample may not hold NaN, but this one does.");
      }
    }
    places =
        IntStream.range(0, sample.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> sample[i]))
            .mapToInt(Integer::intValue)
            .toArray();
    values = new double[sample.length];
    for (int i = 0; i < places.length; i++) {
      values[i] = sample[places[i]];
    }
  }

  /** How many elements the sample has, each counted as often as it counts. */
  int size(int[] counts) {
    int size = 0;
    for (int place : places) {
      size += counts[place];
    }
    return size;
  }

  /** The sum of the elements whose rank is in [from, to). */
  double sum(int[] counts, int from, int to) {
    double sum = 0;
    int rank = 0;
    for (int i = 0; i < values.length && rank < to; i++) {
      int next = rank + counts[places[i]];
      int taken = Math.min(next, to) - Math.max(rank, from);
      if (taken > 0) {
        sum += taken * values[i];
      }
      rank = next;
    }
    return sum;
  }

  /** The element of a rank. */
  double at(int[] counts, int rank) {
    int passed = 0;
    for (int i = 0; i < values.length; i++) {
      passed += counts[places[i]];
      if (rank < passed) {
        return values[i];
      }
    }
    throw new IllegalArgumentException("There is no rank %s in %s.".formatted(rank, passed));
  }

  /** The quantile as NumPy has it: linear between the elements of the two nearest ranks. */
  double quantile(int[] counts, double share) {
    int size = size(counts);
    double position = share * (size - 1);
    int lower = (int) Math.floor(position);
    double low = at(counts, lower);
    double high = at(counts, Math.min(lower + 1, size - 1));
    return Quantiles.between(low, high, position - lower);
  }

  /** The mean of the elements up to a bound. */
  double meanUpTo(int[] counts, double bound) {
    double sum = 0;
    int size = 0;
    for (int i = 0; i < values.length && values[i] <= bound; i++) {
      int count = counts[places[i]];
      sum += count * values[i];
      size += count;
    }
    return sum / size;
  }
}
