package io.rein4j.clip;

import io.rein4j.state.State;
import io.rein4j.state.Stateful;
import java.io.IOException;

/**
 * A sum of doubles that keeps what rounding takes away (Neumaier 1974), so that the order of terms
 * and of merges does not show. Its terms are finite.
 */
final class CompensatedSum implements Stateful {

  private double sum;
  private double lost;

  void add(double term) {
    double next = sum + term;
    lost += Math.abs(sum) >= Math.abs(term) ? (sum - next) + term : (term - next) + sum;
    sum = next;
  }

  void merge(CompensatedSum other) {
    add(other.sum);
    lost += other.lost;
  }

  void clear() {
    sum = 0;
    lost = 0;
  }

  double value() {
    return sum + lost;
  }

  /** Returns the sum divided by a count, NaN if that is 0. */
  double mean(long count) {
    return count == 0 ? Double.NaN : value() / count;
  }

  @Override
  public void state(State state) throws IOException {
    sum = state.of(sum);
    lost = state.of(lost);
  }
}
