package io.rein4j.clip;

import io.rein4j.state.State;
import io.rein4j.state.Stateful;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A mergeable sketch of a distribution of numbers ≥ 0, which answers any quantile with a relative
 * error of at most 1/128: a histogram with 64 equal buckets in each octave from 2⁻¹⁵⁰ to 2²⁰¹
 * (about 10⁻⁴⁵ to 10⁶⁰; what lies outside counts as the nearest end) and one bucket for 0.
 *
 * <p>An octave's buckets are made when the first number falls into it, and work is done only from
 * the lowest to the highest octave in use. Merging is exact.
 */
final class LogSketch implements Stateful {

  private static final int LOWEST_EXPONENT = -150;
  private static final int HIGHEST_EXPONENT = 200;
  private static final int OCTAVES = HIGHEST_EXPONENT - LOWEST_EXPONENT + 1;
  private static final int BUCKET_BITS = 6;
  private static final int BUCKETS = 1 << BUCKET_BITS;
  private static final int MANTISSA_BITS = 52;
  private static final double SMALLEST = Math.scalb(1.0, LOWEST_EXPONENT);
  private static final double LARGEST = Math.nextDown(Math.scalb(1.0, HIGHEST_EXPONENT + 1));
  private static final long[] UNUSED = new long[0];

  /** The count of a bucket with an index, which counts the buckets of the octaves before. */
  private record Bucket(int index, long numbers) {

    static final Bucket BLANK = new Bucket(0, 0);

    Bucket of(State state) throws IOException {
      int named = state.of(index);
      if (named < 0 || named >= OCTAVES * BUCKETS) {
        throw new IOException(
            "The state of a sketch names bucket %s, but there are only %s."
                .formatted(named, OCTAVES * BUCKETS));
      }
      return new Bucket(named, state.of(numbers));
    }
  }

  private final long[][] octaves = new long[OCTAVES][];
  private int lowest = octaves.length;
  private int highest = -1;
  private long zeros;
  private long count;

  LogSketch() {
    Arrays.fill(octaves, UNUSED);
  }

  /** Adds a number ≥ 0. */
  void add(double number) {
    count++;
    if (number == 0) {
      zeros++;
      return;
    }
    double bounded = Math.min(LARGEST, Math.max(SMALLEST, number));
    long bits = Double.doubleToRawLongBits(bounded);
    int bucket = (int) (bits >>> (MANTISSA_BITS - BUCKET_BITS)) & (BUCKETS - 1);
    use(Math.getExponent(bounded) - LOWEST_EXPONENT)[bucket]++;
  }

  void merge(LogSketch other) {
    count += other.count;
    zeros += other.zeros;
    for (int o = other.lowest; o <= other.highest; o++) {
      long[] theirs = other.octaves[o];
      if (theirs.length > 0) {
        long[] mine = use(o);
        for (int b = 0; b < BUCKETS; b++) {
          mine[b] += theirs[b];
        }
      }
    }
  }

  void clear() {
    for (int o = lowest; o <= highest; o++) {
      Arrays.fill(octaves[o], 0);
    }
    lowest = octaves.length;
    highest = -1;
    zeros = 0;
    count = 0;
  }

  /**
   * Returns the number below which a share of all numbers lies: of n numbers in order, the one at
   * index ⌊share · (n − 1) + 1/2⌋; NaN if there are none.
   */
  double quantile(double share) {
    if (!(share >= 0 && share <= 1)) {
      throw new IllegalArgumentException(
          "A quantile's share must be in [0, 1], but is %s.".formatted(share));
    }
    if (count == 0) {
      return Double.NaN;
    }
    long rank = Math.round(share * (count - 1));
    long below = zeros;
    if (rank < below) {
      return 0;
    }
    for (int o = lowest; o <= highest; o++) {
      for (int b = 0; b < octaves[o].length; b++) {
        below += octaves[o][b];
        if (rank < below) {
          return Math.scalb(1 + (b + 0.5) / BUCKETS, o + LOWEST_EXPONENT);
        }
      }
    }
    throw new IllegalStateException(
        "A sketch of %s numbers holds only %s of them.".formatted(count, below));
  }

  private long[] use(int octave) {
    lowest = Math.min(lowest, octave);
    highest = Math.max(highest, octave);
    long[] buckets = octaves[octave];
    if (buckets.length == 0) {
      buckets = new long[BUCKETS];
      octaves[octave] = buckets;
    }
    return buckets;
  }

  /** Hands over the buckets that are not empty, so that equal contents make equal bytes. */
  @Override
  public void state(State state) throws IOException {
    long zerosNow = state.of(zeros);
    List<Bucket> used = usedBuckets();
    state.of(used, Bucket.BLANK, Bucket::of);
    if (state.isReading()) {
      clear();
      zeros = zerosNow;
      count = zerosNow;
      for (Bucket bucket : used) {
        use(bucket.index / BUCKETS)[bucket.index % BUCKETS] = bucket.numbers;
        count += bucket.numbers;
      }
    }
  }

  private List<Bucket> usedBuckets() {
    List<Bucket> used = new ArrayList<>();
    for (int o = lowest; o <= highest; o++) {
      for (int b = 0; b < octaves[o].length; b++) {
        if (octaves[o][b] > 0) {
          used.add(new Bucket(o * BUCKETS + b, octaves[o][b]));
        }
      }
    }
    return used;
  }
}
