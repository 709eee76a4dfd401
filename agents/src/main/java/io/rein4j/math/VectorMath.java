package io.rein4j.math;

import io.rein4j.api.Incubating;

/**
 * Elementary functions and reductions over arrays of floats, with stated errors: the same bits on
 * every machine, whatever the JIT compiler makes of them.
 *
 * <p>Input and output may be the same array at the same index; apart from {@link #tanh}, C2 does
 * not vectorise them on JDK 17. All functions take any float: NaN gives NaN, infinities give their
 * limits.
 */
@Incubating
public final class VectorMath {

  /**
   * Added and subtracted again, it rounds a float of magnitude below 2²² to the nearest integer.
   */
  private static final float ROUND = 3 << 22;

  private static final float LOG2_E = 1.442695f;
  // ln 2 as a sum whose first term has few bits, so that small integers times it are exact.
  private static final float LN2_HIGH = 355f / 512;
  private static final float LN2_LOW = -2.1219444e-4f;

  private static final int SQRT_HALF_BITS = 0x3f3504f3;

  private VectorMath() {}

  /**
   * Computes hyperbolic tangents, to an absolute error below 5·10⁻⁷; results lie in [−1, 1].
   *
   * <p>A rational function of degree 13 over 6 on [−7.905, 7.905], where the result rounds to ±1
   * (the minimax fit used by Eigen's {@code ptanh}); C2 vectorises it.
   *
   * @param in arguments, from index {@code from} on
   * @param from index of the first argument
   * @param out results, from index {@code to} on
   * @param to index of the first result
   * @param n how many
   */
  public static void tanh(float[] in, int from, float[] out, int to, int n) {
    // C2 vectorises a loop with one index for all arrays; of two offsets it fears they overlap.
    System.arraycopy(in, from, out, to, n);
    for (int i = to; i < to + n; i++) {
      out[i] = tanh(out[i]);
    }
  }

  /**
   * Computes exponentials, to a relative error below 10⁻⁷ where the result is a normal number, and
   * to the nearest two subnormal numbers below.
   *
   * <p>Range reduction by ln 2 and a polynomial of degree 7 (Cephes, {@code expf}).
   *
   * @param in arguments, from index {@code from} on
   * @param from index of the first argument
   * @param out results, from index {@code to} on
   * @param to index of the first result
   * @param n how many
   */
  public static void exp(float[] in, int from, float[] out, int to, int n) {
    for (int i = 0; i < n; i++) {
      out[to + i] = exp(in[from + i]);
    }
  }

  /**
   * Computes natural logarithms, to an error below 10⁻⁷ relative to the result's magnitude; of 0 it
   * is −∞, of negative numbers NaN.
   *
   * <p>Exponent and mantissa apart, and a polynomial of degree 11 in the mantissa (Cephes, {@code
   * logf}).
   *
   * @param in arguments, from index {@code from} on
   * @param from index of the first argument
   * @param out results, from index {@code to} on
   * @param to index of the first result
   * @param n how many
   */
  public static void log(float[] in, int from, float[] out, int to, int n) {
    for (int i = 0; i < n; i++) {
      out[to + i] = log(in[from + i]);
    }
  }

  /**
   * {@return the hyperbolic tangent, to an absolute error below 5·10⁻⁷}
   *
   * @param argument any float
   */
  public static float tanh(float argument) {
    float x = Math.max(-7.905311f, Math.min(7.905311f, argument));
    float s = x * x;
    float p = s * -2.7607684e-16f + 2.000188e-13f;
    p = p * s + -8.604672e-11f;
    p = p * s + 5.1222973e-8f;
    p = p * s + 1.48572235e-5f;
    p = p * s + 6.3726195e-4f;
    p = p * s + 4.8935246e-3f;
    float q = s * 1.1982584e-6f + 1.1853471e-4f;
    q = q * s + 2.2684347e-3f;
    q = q * s + 4.893525e-3f;
    return x * (p / q);
  }

  /**
   * {@return eˣ, to the error of the method over arrays}
   *
   * @param x any float
   */
  public static float exp(float x) {
    if (!(x <= 88.72284f)) {
      return x > 0 ? Float.POSITIVE_INFINITY : x;
    }
    if (x < -104f) {
      return 0;
    }
    float power = (x * LOG2_E + ROUND) - ROUND;
    float r = x - power * LN2_HIGH - power * LN2_LOW;
    float p = r * 1.9875691e-4f + 1.3981999e-3f;
    p = p * r + 8.333452e-3f;
    p = p * r + 4.1665796e-2f;
    p = p * r + 1.6666666e-1f;
    p = p * r + 0.5f;
    int exponent = (int) power;
    int half = exponent >> 1;
    return (1 + (r + r * r * p)) * powerOfTwo(half) * powerOfTwo(exponent - half);
  }

  /**
   * {@return the natural logarithm, to the error of the method over arrays}
   *
   * @param x any float
   */
  public static float log(float x) {
    if (!(x > 0 && x < Float.POSITIVE_INFINITY)) {
      return x == 0 ? Float.NEGATIVE_INFINITY : x > 0 ? x : Float.NaN;
    }
    int shift = x < Float.MIN_NORMAL ? 24 : 0;
    int bits = Float.floatToRawIntBits(shift == 0 ? x : x * 16777216f);
    // The mantissa is taken in [√½, √2), so that logarithms near 1 keep their digits.
    int exponent = (bits - SQRT_HALF_BITS) >> 23;
    float m = Float.intBitsToFloat(bits - (exponent << 23)) - 1;
    float power = exponent - shift;
    float s = m * m;
    float p = m * 7.0376836e-2f + -1.151461e-1f;
    p = p * m + 1.16769984e-1f;
    p = p * m + -1.2420141e-1f;
    p = p * m + 1.4249323e-1f;
    p = p * m + -1.6668057e-1f;
    p = p * m + 2.0000714e-1f;
    p = p * m + -2.4999994e-1f;
    p = p * m + 3.333333e-1f;
    return m + (m * s * p + power * LN2_LOW - 0.5f * s) + power * LN2_HIGH;
  }

  private static float powerOfTwo(int exponent) {
    return Float.intBitsToFloat((exponent + 127) << 23);
  }

  /**
   * {@return whether the first elements are all finite}
   *
   * @param values holds the elements
   * @param n how many
   */
  public static boolean allFinite(float[] values, int n) {
    for (int i = 0; i < n; i++) {
      if (!Float.isFinite(values[i])) {
        return false;
      }
    }
    return true;
  }

  /**
   * {@return the index of the largest of some elements, counted from the first; the first of
   * equals}
   *
   * @param values holds the elements
   * @param from index of the first
   * @param n how many, ≥ 1
   */
  public static int argMax(float[] values, int from, int n) {
    int best = 0;
    for (int i = 1; i < n; i++) {
      if (values[from + i] > values[from + best]) {
        best = i;
      }
    }
    return best;
  }

  /**
   * {@return the index, counted from {@code from}, of the largest float that is allowed, of equal
   * ones the first} NaN is chosen only where it is the first that is allowed; where nothing is
   * allowed, it is 0.
   *
   * @param values from index {@code from} on
   * @param from index of the first
   * @param n how many, ≥ 1
   * @param allowed for each value whether it is allowed, from index {@code allowedFrom} on
   * @param allowedFrom index of the first
   */
  public static int argMax(float[] values, int from, int n, boolean[] allowed, int allowedFrom) {
    int best = -1;
    for (int i = 0; i < n; i++) {
      if (allowed[allowedFrom + i] && (best < 0 || values[from + i] > values[from + best])) {
        best = i;
      }
    }
    return Math.max(0, best);
  }

  /**
   * Copies values, with −∞ in place of those that are not allowed.
   *
   * @param values from index 0 on
   * @param allowed for each value whether it is allowed, from index 0 on
   * @param n how many
   * @param masked receives them from index 0 on
   */
  public static void mask(float[] values, boolean[] allowed, int n, float[] masked) {
    for (int i = 0; i < n; i++) {
      masked[i] = allowed[i] ? values[i] : Float.NEGATIVE_INFINITY;
    }
  }

  /**
   * {@return the sum of the squares of floats, of which every term and every sum is a double} No
   * square of a float overflows or vanishes there.
   *
   * @param values from index {@code from} on
   * @param from index of the first
   * @param n how many, ≥ 0
   */
  public static double sumOfSquares(float[] values, int from, int n) {
    // Four sums at a time: one alone would wait for itself.
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0;
    int i = from;
    int end = from + n;
    for (; i <= end - 4; i += 4) {
      double w = values[i];
      double x = values[i + 1];
      double y = values[i + 2];
      double z = values[i + 3];
      a += w * w;
      b += x * x;
      c += y * y;
      d += z * z;
    }
    for (; i < end; i++) {
      double w = values[i];
      a += w * w;
    }
    return (a + b) + (c + d);
  }
}
