package io.rein4j.random;

/**
 * NumPy's gamma distribution with scale 1: squeeze and rejection from a cubed normal for shapes
 * above 1 (Marsaglia and Tsang, "A Simple Method for Generating Gamma Variables", 2000), rejection
 * from two pieces below (Ahrens and Dieter, 1974), the exponential distribution at 1. No
 * approximation is in any of them.
 */
final class Gamma {

  private Gamma() {}

  static double standard(Pcg64 random, double shape) {
    if (shape == 1) {
      return random.standardExponential();
    }
    return shape < 1 ? small(random, shape) : large(random, shape);
  }

  private static double small(Pcg64 random, double shape) {
    while (true) {
      double u = random.nextDouble();
      double v = random.standardExponential();
      if (u <= 1 - shape) {
        double x = StrictMath.pow(u, 1 / shape);
        if (x <= v) {
          return x;
        }
      } else {
        double y = -StrictMath.log((1 - u) / shape);
        double x = StrictMath.pow(1 - shape + shape * y, 1 / shape);
        if (x <= v + y) {
          return x;
        }
      }
    }
  }

  private static double large(Pcg64 random, double shape) {
    double b = shape - 1.0 / 3;
    double c = 1 / Math.sqrt(9 * b);
    while (true) {
      double x;
      double v;
      do {
        x = random.standardNormal();
        v = 1 + c * x;
      } while (v <= 0);
      v = v * v * v;
      double u = random.nextDouble();
      if (u < 1 - 0.0331 * (x * x) * (x * x)
          || StrictMath.log(u) < 0.5 * x * x + b * (1 - v + StrictMath.log(v))) {
        return b * v;
      }
    }
  }
}
