package io.rein4j.random;

/**
 * Seeds by index, such as one for each episode of each environment: a hash of the family's key and
 * the indices.
 *
 * <p>Seeds are in [0, 2⁵³), so that they pass unchanged through JSON and through languages whose
 * numbers are doubles. Immutable, allocates nothing, safe for several threads.
 */
public final class SeedFamily {

  /** Bits of a seed. */
  public static final int BITS = 53;

  private static final long GOLDEN = 0x9e3779b97f4a7c15L;

  private final long key;

  SeedFamily(long key) {
    this.key = key;
  }

  /**
   * {@return the seed at two indices}
   *
   * @param first such as the environment's index
   * @param second such as the episode's number
   */
  public long seed(long first, long second) {
    return narrow(absorb(absorb(key, first), second));
  }

  /**
   * {@return the seed at any number of indices}
   *
   * @param indices which seed
   */
  public long seed(long... indices) {
    long hash = key;
    for (long index : indices) {
      hash = absorb(hash, index);
    }
    return narrow(hash);
  }

  private static long narrow(long hash) {
    return absorb(hash, 0) >>> (Long.SIZE - BITS);
  }

  // The finaliser of SplitMix64 (Steele, Lea and Flood, 2014) over a running sum.
  private static long absorb(long hash, long index) {
    long z = hash + GOLDEN + index;
    z = (z ^ z >>> 30) * 0xbf58476d1ce4e5b9L;
    z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
    return z ^ z >>> 31;
  }
}
