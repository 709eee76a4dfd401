package io.rein4j.study.statistics;

/** Student's t distribution. */
final class StudentT {

  private static final double PRECISION = 1e-15;
  private static final int STEPS = 200;

  private StudentT() {}

  /** The share of the distribution above a value that is not negative. */
  static double above(double value, double degreesOfFreedom) {
    double x = degreesOfFreedom / (degreesOfFreedom + value * value);
    return IncompleteBeta.share(x, degreesOfFreedom / 2, 0.5) / 2;
  }

  /**
   * The value that a share of the distribution, above 0 and below one half, is above: by Newton's
   * method, within bounds that close in.
   */
  static double exceededBy(double share, double degreesOfFreedom) {
    double scale =
        Math.exp(
                IncompleteBeta.logGamma((degreesOfFreedom + 1) / 2)
                    - IncompleteBeta.logGamma(degreesOfFreedom / 2))
            / Math.sqrt(degreesOfFreedom * Math.PI);
    double low = 0;
    double high = Double.POSITIVE_INFINITY;
    double normal = -Normal.quantile(share);
    // The first terms of the expansion about the normal quantile (Abramowitz and Stegun, 26.7.5).
    double value = normal + normal * (normal * normal + 1) / (4 * degreesOfFreedom);
    for (int i = 0; i < STEPS; i++) {
      double excess = above(value, degreesOfFreedom) - share;
      if (excess > 0) {
        low = value;
      } else {
        high = value;
      }
      double density =
          scale
              * Math.exp(
                  -(degreesOfFreedom + 1) / 2 * Math.log1p(value * value / degreesOfFreedom));
      double next = value + excess / density;
      if (!(next > low && next < high)) {
        next = high < Double.POSITIVE_INFINITY ? (low + high) / 2 : 2 * value;
      }
      if (Math.abs(next - value) <= PRECISION * value) {
        return next;
      }
      value = next;
    }
    return value;
  }
}
