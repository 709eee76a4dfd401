package io.rein4j.agent;

import io.rein4j.state.State;
import io.rein4j.state.Stateful;
import java.io.IOException;

/** The slope of the least-squares line through the logarithms of pairs of positive numbers. */
final class LogLogSlope implements Stateful {

  /** With fewer pairs, a slope says nothing. */
  static final int LEAST_PAIRS = 10;

  private long pairs;
  private double meanX;
  private double meanY;
  private double squaresX;
  private double squaresY;
  private double products;

  /** Takes in a pair, unless one of its numbers is not above 0 or not finite. */
  void add(double x, double y) {
    double logX = Math.log(x);
    double logY = Math.log(y);
    if (!Double.isFinite(logX) || !Double.isFinite(logY)) {
      return;
    }
    pairs++;
    double fromX = logX - meanX;
    double fromY = logY - meanY;
    meanX += fromX / pairs;
    meanY += fromY / pairs;
    squaresX += fromX * (logX - meanX);
    squaresY += fromY * (logY - meanY);
    products += fromX * (logY - meanY);
  }

  long pairs() {
    return pairs;
  }

  /** {@return the slope; NaN of fewer than 10 pairs, and where all x are equal} */
  double slope() {
    return pairs < LEAST_PAIRS || squaresX <= 1e-12 * pairs ? Double.NaN : products / squaresX;
  }

  /** {@return the slope's standard error; NaN as the slope} */
  double standardError() {
    double slope = slope();
    double residual = Math.max(0, squaresY - slope * products);
    return Math.sqrt(residual / (pairs - 2) / squaresX);
  }

  @Override
  public void state(State state) throws IOException {
    pairs = state.count(pairs);
    meanX = state.of(meanX);
    meanY = state.of(meanY);
    squaresX = state.of(squaresX);
    squaresY = state.of(squaresY);
    products = state.of(products);
  }
}
