package io.rein4j.env.wrap;

import io.rein4j.state.State;
import java.io.IOException;
import java.util.Arrays;

/**
 * The running mean and variance of each element of vectors, by the update of Chan, Golub and
 * LeVeque ("Updating Formulae and a Pairwise Algorithm for Computing Sample Variances", 1979).
 *
 * <p>They start, as Stable-Baselines3's and Gymnasium's {@code RunningMeanStd}, as if 10⁻⁴ of a
 * vector with mean 0 and variance 1 had been seen, and then equal theirs to rounding, however the
 * vectors were cut into batches there.
 */
public final class RunningStatistics {

  private static final double PRIOR = 1e-4;

  private final double[] means;
  private final double[] variances;
  private double count = PRIOR;

  /**
   * Starts statistics.
   *
   * @param size number of elements of a vector
   */
  RunningStatistics(int size) {
    this.means = new double[size];
    this.variances = new double[size];
    Arrays.fill(variances, 1);
  }

  /** {@return the number of elements of a vector} */
  public int size() {
    return means.length;
  }

  /** {@return the number of vectors seen, and 10⁻⁴} */
  public double count() {
    return count;
  }

  /**
   * {@return the mean of an element}
   *
   * @param element index of the element
   */
  public double mean(int element) {
    return means[element];
  }

  /**
   * {@return the variance of an element, with the number of vectors as its divisor}
   *
   * @param element index of the element
   */
  public double variance(int element) {
    return variances[element];
  }

  /**
   * Takes in a vector. One that is not finite is left out, because no later one could mend the
   * statistics.
   *
   * @param values holds the vector
   * @param offset index of its first element
   */
  public void add(float[] values, int offset) {
    for (int i = 0; i < means.length; i++) {
      if (!Float.isFinite(values[offset + i])) {
        return;
      }
    }
    for (int i = 0; i < means.length; i++) {
      add(i, values[offset + i]);
    }
    count++;
  }

  /**
   * Takes in the only element of a vector, unless it is not finite.
   *
   * @param value the element
   */
  public void add(double value) {
    if (Double.isFinite(value)) {
      add(0, value);
      count++;
    }
  }

  private void add(int element, double value) {
    double delta = value - means[element];
    double total = count + 1;
    means[element] += delta / total;
    variances[element] = (variances[element] * count + delta * delta * count / total) / total;
  }

  void state(State state) throws IOException {
    int size = state.of(means.length);
    if (size != means.length) {
      throw new IOException(
          "Expected running statistics of %s elements, but found those of %s."
              .formatted(means.length, size));
    }
    count = state.of(count);
    for (int i = 0; i < means.length; i++) {
      element(i, state);
    }
  }

  private void element(int index, State state) throws IOException {
    means[index] = state.of(means[index]);
    variances[index] = state.of(variances[index]);
  }

  /** Reads past the state of statistics of any size. */
  static void skip(State state) throws IOException {
    RunningStatistics skipped = new RunningStatistics(1);
    int size = state.of(skipped.size());
    skipped.count = state.of(skipped.count);
    for (int i = 0; i < size; i++) {
      skipped.element(0, state);
    }
  }
}
