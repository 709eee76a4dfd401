package io.rein4j.clip;

import io.rein4j.state.State;
import io.rein4j.state.Stateful;
import java.io.IOException;
import java.util.Arrays;

/**
 * The last 1,000 gradient norms of a run, before clipping, and what they say about its tail.
 *
 * <p>Both figures are NaN below 200 norms. They are sample statistics of the window, biased as such
 * are, and say nothing about other windows.
 */
public final class NormWindow implements Stateful {

  /** How many norms it holds at most. */
  public static final int SIZE = 1_000;

  private static final int LEAST = 200;
  private static final int TAIL_DIVISOR = 10;

  private final double[] norms = new double[SIZE];
  private final double[] sorted = new double[SIZE];
  private int count;
  private int next;

  /** Makes an empty window. */
  public NormWindow() {}

  /**
   * Takes in the norm before clipping of an update, if it is applied and finite.
   *
   * @param report what the stage did
   */
  public void record(UpdateReport report) {
    if (report.verdict() == Verdict.APPLIED) {
      add(report.whole().normPre());
    }
  }

  /**
   * Takes in a norm in place of the oldest.
   *
   * @param norm finite and ≥ 0
   */
  public void add(double norm) {
    norms[next] = norm;
    next = (next + 1) % SIZE;
    count = Math.min(count + 1, SIZE);
  }

  /** {@return the number of norms in the window, at most 1,000} */
  public int count() {
    return count;
  }

  /**
   * {@return Pearson's kurtosis, the fourth central moment divided by the squared variance: 3 for
   * normally distributed norms (not the excess over 3); NaN below 200 norms or if all are equal}
   */
  public double kurtosis() {
    if (count < LEAST) {
      return Double.NaN;
    }
    // Kurtosis has no unit, so the largest norm may serve as one and no power overflows.
    double unit = 0;
    for (int i = 0; i < count; i++) {
      unit = Math.max(unit, norms[i]);
    }
    double mean = 0;
    for (int i = 0; i < count; i++) {
      mean += norms[i] / unit;
    }
    mean /= count;
    double second = 0;
    double fourth = 0;
    for (int i = 0; i < count; i++) {
      double square = (norms[i] / unit - mean) * (norms[i] / unit - mean);
      second += square;
      fourth += square * square;
    }
    double smallest = 1e-14 * count;
    return second > smallest * smallest ? count * fourth / (second * second) : Double.NaN;
  }

  /**
   * {@return Hill's (1975) estimate of the tail index α on the largest tenth of the norms: moments
   * of order α and above are infinite; NaN below 200 norms or if the tail has no spread}
   */
  public double tailIndex() {
    if (count < LEAST) {
      return Double.NaN;
    }
    System.arraycopy(norms, 0, sorted, 0, count);
    Arrays.sort(sorted, 0, count);
    int k = tail();
    double threshold = sorted[count - k - 1];
    double sum = 0;
    for (int i = count - k; i < count; i++) {
      sum += Math.log(sorted[i] / threshold);
    }
    return sum > 0 && sum < Double.POSITIVE_INFINITY ? k / sum : Double.NaN;
  }

  /**
   * {@return whether the tail is heavy with 95 % confidence: α(1 + 1.96/√k) is below 2, for the k
   * norms in the tail, so that their variance would be infinite}
   */
  public boolean heavy() {
    return tailIndex() * (1 + 1.96 / Math.sqrt(tail())) < 2;
  }

  private int tail() {
    return count / TAIL_DIVISOR;
  }

  @Override
  public void state(State state) throws IOException {
    count = state.of(count);
    next = state.of(next);
    if (count < 0 || count > SIZE || next < 0 || next >= SIZE) {
      throw new IOException(
          "The state of a window names %s norms and place %s, but it holds %s."
              .formatted(count, next, SIZE));
    }
    state.of(norms, 0, count);
  }
}
