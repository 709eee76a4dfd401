package io.rein4j.random;

import io.rein4j.state.State;
import io.rein4j.state.Stateful;
import java.io.IOException;
import java.util.random.RandomGenerator;

/**
 * NumPy's {@code Generator(PCG64(seed))}: the permuted congruential generator PCG XSL-RR 128/64
 * (O'Neill, "PCG: A Family of Simple Fast Space-Efficient Statistically Good Algorithms", 2014),
 * with NumPy's way of making each kind of number from it.
 *
 * <p>Every method that NumPy has draws the same number from the same state, so an environment that
 * seeds and draws as Gymnasium's does gets Gymnasium's numbers. Not safe for use by several threads
 * at once.
 */
public final class Pcg64 implements RandomGenerator, Stateful {

  private static final long MULTIPLIER_HIGH = 0x2360ED051FC65DA4L;
  private static final long MULTIPLIER_LOW = 0x4385DF649FCCF645L;

  private final EntropyPool pool = new EntropyPool();
  private long high;
  private long low;
  private long incrementHigh;
  private long incrementLow;
  private boolean buffered;
  private int buffer;

  /**
   * Makes the generator that Gymnasium's {@code np_random(seed)} makes.
   *
   * @param seed 0 or larger
   */
  public Pcg64(long seed) {
    seed(seed);
  }

  /**
   * Makes the generator {@code PCG64(sequence)}.
   *
   * @param sequence where the state comes from
   */
  public Pcg64(SeedSequence sequence) {
    seed(sequence.pool());
  }

  /**
   * Starts anew, as a new generator with this seed would; allocates nothing.
   *
   * @param seed 0 or larger
   */
  public void seed(long seed) {
    if (seed < 0) {
      throw new IllegalArgumentException("A seed must be 0 or larger, but is %s.".formatted(seed));
    }
    pool.start((int) seed, (int) (seed >>> 32), 0, 0);
    seed(pool);
  }

  private void seed(EntropyPool from) {
    long initialHigh = from.nextLong();
    long initialLow = from.nextLong();
    long streamHigh = from.nextLong();
    long streamLow = from.nextLong();
    incrementHigh = streamHigh << 1 | streamLow >>> 63;
    incrementLow = streamLow << 1 | 1;
    high = 0;
    low = 0;
    step();
    low += initialLow;
    high += initialHigh + (Long.compareUnsigned(low, initialLow) < 0 ? 1 : 0);
    step();
    buffered = false;
    buffer = 0;
  }

  private void step() {
    long productLow = low * MULTIPLIER_LOW;
    long productHigh =
        multiplyHighUnsigned(low, MULTIPLIER_LOW) + low * MULTIPLIER_HIGH + high * MULTIPLIER_LOW;
    low = productLow + incrementLow;
    high = productHigh + incrementHigh + (Long.compareUnsigned(low, productLow) < 0 ? 1 : 0);
  }

  // Math.unsignedMultiplyHigh is not in Java 17.
  private static long multiplyHighUnsigned(long x, long y) {
    return Math.multiplyHigh(x, y) + (x >> 63 & y) + (y >> 63 & x);
  }

  /** {@return the next 64 bits: NumPy's {@code next_uint64}} */
  @Override
  public long nextLong() {
    step();
    return Long.rotateRight(high ^ low, (int) (high >>> 58));
  }

  /**
   * {@return the next 32 bits: NumPy's {@code next_uint32}, which gives the low half of 64 bits and
   * keeps the high half for the next call}
   */
  @Override
  public int nextInt() {
    if (buffered) {
      buffered = false;
      return buffer;
    }
    long next = nextLong();
    buffered = true;
    buffer = (int) (next >>> 32);
    return (int) next;
  }

  /** {@return a number in [0, 1), a multiple of 2⁻⁵³: NumPy's {@code random()}} */
  @Override
  public double nextDouble() {
    return (nextLong() >>> 11) * 0x1.0p-53;
  }

  /** {@return a number in [0, 1), a multiple of 2⁻²⁴: NumPy's {@code random(dtype=float32)}} */
  @Override
  public float nextFloat() {
    return (nextInt() >>> 8) * 0x1.0p-24f;
  }

  /**
   * {@return a number in [low, high): NumPy's {@code uniform(low, high)}}
   *
   * @param low the lower bound
   * @param high the upper bound, which rounding can reach
   */
  public double uniform(double low, double high) {
    return low + (high - low) * nextDouble();
  }

  /**
   * {@return an integer in [0, bound): NumPy's {@code integers(bound)}}
   *
   * @param bound 1 or larger
   */
  public long integers(long bound) {
    return integers(0, bound);
  }

  /**
   * {@return an integer in [low, high): NumPy's {@code integers(low, high)}, without bias (Lemire,
   * "Fast Random Integer Generation in an Interval", 2019), in 32-bit steps where the range fits}
   *
   * @param low the smallest integer
   * @param high one more than the largest integer
   */
  public long integers(long low, long high) {
    if (low >= high) {
      throw new IllegalArgumentException(
          "An integer is drawn from [low, high) with low < high, but low is %s and high is %s."
              .formatted(low, high));
    }
    long range = high - low - 1;
    if (range == 0) {
      return low;
    }
    if (range > 0 && range < 0xFFFFFFFFL) {
      return low + Integer.toUnsignedLong(below((int) range + 1));
    }
    if (range == 0xFFFFFFFFL) {
      return low + Integer.toUnsignedLong(nextInt());
    }
    return low + below(range + 1);
  }

  private int below(int count) {
    long wide = Integer.toUnsignedLong(count);
    long product = Integer.toUnsignedLong(nextInt()) * wide;
    if ((product & 0xFFFFFFFFL) < wide) {
      long threshold = (0x100000000L - wide) % wide;
      while ((product & 0xFFFFFFFFL) < threshold) {
        product = Integer.toUnsignedLong(nextInt()) * wide;
      }
    }
    return (int) (product >>> 32);
  }

  private long below(long count) {
    long draw = nextLong();
    long leftover = draw * count;
    if (Long.compareUnsigned(leftover, count) < 0) {
      long threshold = Long.remainderUnsigned(-count, count);
      while (Long.compareUnsigned(leftover, threshold) < 0) {
        draw = nextLong();
        leftover = draw * count;
      }
    }
    return multiplyHighUnsigned(draw, count);
  }

  @Override
  public int nextInt(int bound) {
    return (int) integers(0, bound);
  }

  @Override
  public int nextInt(int origin, int bound) {
    return (int) integers(origin, bound);
  }

  @Override
  public long nextLong(long bound) {
    return integers(0, bound);
  }

  @Override
  public long nextLong(long origin, long bound) {
    return integers(origin, bound);
  }

  /**
   * {@return a number from the normal distribution with mean 0 and variance 1: NumPy's {@code
   * standard_normal()}; beyond 3.65 (1 in 3,900 draws) its last bit is that of the platform's
   * {@code log1p}}
   */
  public double standardNormal() {
    return Ziggurat.normal(this);
  }

  /**
   * {@return a number from the exponential distribution with mean 1: NumPy's {@code
   * standard_exponential()}; beyond 7.7 (1 in 2,200 draws) its last bit is that of the platform's
   * {@code log1p}}
   */
  public double standardExponential() {
    return Ziggurat.exponential(this);
  }

  /**
   * {@return a number from the gamma distribution with scale 1: NumPy's {@code
   * standard_gamma(shape)}, to the last bits of the platform's {@code pow} where the shape is below
   * 1}
   *
   * @param shape finite and above 0
   */
  public double standardGamma(double shape) {
    requireFinitePositive("shape of a gamma distribution", shape);
    return Gamma.standard(this, shape);
  }

  /**
   * {@return a number from Student's t distribution: NumPy's {@code standard_t(df)}, a normal
   * number over the root of an independent χ² one by its degrees of freedom}
   *
   * @param degreesOfFreedom finite and above 0
   */
  public double standardT(double degreesOfFreedom) {
    requireFinitePositive("degrees of freedom of a t distribution", degreesOfFreedom);
    double numerator = standardNormal();
    double denominator = Gamma.standard(this, degreesOfFreedom / 2);
    return Math.sqrt(degreesOfFreedom / 2) * numerator / Math.sqrt(denominator);
  }

  private static void requireFinitePositive(String what, double value) {
    if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "The %s must be finite and > 0, but is %s.".formatted(what, value));
    }
  }

  @Override
  public double nextGaussian() {
    return standardNormal();
  }

  @Override
  public double nextExponential() {
    return standardExponential();
  }

  /**
   * Puts the first elements of an array into random order (Fisher and Yates): from the last one
   * down, each element i changes places with one that {@code integers(i + 1)} chooses.
   *
   * @param array the array
   * @param length how many of its elements take part
   */
  public void shuffle(int[] array, int length) {
    for (int i = length - 1; i > 0; i--) {
      int j = below(i + 1);
      int moved = array[i];
      array[i] = array[j];
      array[j] = moved;
    }
  }

  /**
   * Goes to where another generator is; both then draw the same numbers.
   *
   * @param other stays as it is
   */
  public void set(Pcg64 other) {
    high = other.high;
    low = other.low;
    incrementHigh = other.incrementHigh;
    incrementLow = other.incrementLow;
    buffered = other.buffered;
    buffer = other.buffer;
  }

  @Override
  public void state(State state) throws IOException {
    high = state.of(high);
    low = state.of(low);
    incrementHigh = state.of(incrementHigh);
    incrementLow = state.of(incrementLow);
    buffered = state.of(buffered);
    buffer = state.of(buffer);
  }
}
